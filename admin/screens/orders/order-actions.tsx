import { Button, Menu, Modal } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/place';
import { Cancel } from './cancel';
import { Capture } from './capture';
import type { DialogProps } from './dialog';
import { Fulfil } from './fulfil';
import { MarkPaid } from './mark-paid';
import type { OrderShown } from './order-documents';
import { Refund } from './refund';
import { unsentOf } from './unsent';

const DIALOGS = { paid: MarkPaid, fulfil: Fulfil, refund: Refund, cancel: Cancel } as const;
type Name = keyof typeof DIALOGS;

/** What can be done with an order now: the next step as a button, the rest beside it. Giving money back is nobody's next step: it stands quietly. */
export function OrderActions({ order, onDone }: DialogProps) {
  const { t } = useTranslation(['orders', 'frame']);
  const may = useMay();
  const [opened, setOpened] = useState<Name | null>(null);
  const possible = possibleFor(order, may);
  const promised = may('write_payments') ? order.payments.nodes.find(({ status }) => status === 'AUTHORIZED') : undefined;
  // What was promised is taken before anything else; whatever was given back in full is sent only by who looks for it.
  const hasNext = !promised && order.paymentStatus !== 'REFUNDED';
  const [first, others] = hasNext ? [possible[0], possible.slice(1)] : [undefined, possible];
  const Dialog = opened && DIALOGS[opened];
  const close = () => setOpened(null);
  return (
    <>
      {others.length > 0 && (
        <Menu position="bottom-end" returnFocus>
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden="true" />}>
              {t('actions.more')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {others.map((name) => (
              <Menu.Item key={name} onClick={() => setOpened(name)}>
                {t(`actions.${name}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {promised && <Capture payment={promised} onDone={onDone} />}
      {first && (
        <Button variant={first === 'refund' || first === 'cancel' ? 'default' : 'filled'} onClick={() => setOpened(first)}>
          {t(`actions.${first}`)}
        </Button>
      )}
      <Modal
        opened={Dialog !== null}
        onClose={close}
        title={opened && t(`actions.${opened}`)}
        size="lg"
        closeButtonProps={{ 'aria-label': t('frame:close') }}
      >
        {Dialog && (
          <Dialog
            order={order}
            onDone={() => {
              close();
              onDone();
            }}
          />
        )}
      </Modal>
    </>
  );
}

function possibleFor(order: OrderShown, may: ReturnType<typeof useMay>): Name[] {
  const { status, paymentStatus, fulfillmentStatus, refundable } = order;
  const isOpen = status === 'OPEN';
  const isUnpaid = ['PENDING', 'AUTHORIZED', 'PARTIALLY_PAID'].includes(paymentStatus);
  const unsent = isOpen && may('write_orders') ? unsentOf(order) : [];
  const fulfil = unsent.some(({ left, refunded }) => left > refunded);
  const paid = isOpen && isUnpaid && may('write_payments');
  return [
    ...(fulfil && !isUnpaid ? (['fulfil'] as const) : []),
    ...(paid ? (['paid'] as const) : []),
    ...(fulfil && isUnpaid ? (['fulfil'] as const) : []),
    ...(Number(refundable.amount) > 0 && may('write_payments') ? (['refund'] as const) : []),
    ...(isOpen && fulfillmentStatus === 'UNFULFILLED' && may('write_orders') ? (['cancel'] as const) : []),
    // What was refunded is sent only by who looks for it.
    ...(unsent.length > 0 && !fulfil ? (['fulfil'] as const) : []),
  ];
}

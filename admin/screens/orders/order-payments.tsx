import { Box, Button, Card, Divider, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMay, useShop } from '../../app/place';
import { graphql } from '../../generated';
import { Amount, Moment, Status } from '../../ui/show';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import { attempt } from './attempt';
import classes from './order.module.css';
import type { OrderShown } from './order-documents';
import { ATTEMPT_TONES, REFUND_TONES } from './tones';

const PaymentCapture = graphql(`
  mutation PaymentCapture($shop: ID!, $payment: ID!, $input: PaymentCaptureInput!) {
    paymentCapture(shop: $shop, payment: $payment, input: $input) {
      payment {
        id
        status
        capturedAt
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

type Payment = OrderShown['payments']['nodes'][number];
type Refund = OrderShown['refunds']['nodes'][number];

/** Every attempt to pay the order, and what went back. */
export function Payments({ order, onDone }: { order: OrderShown; onDone: () => void }) {
  const { t } = useTranslation('orders');
  const [payments, refunds] = [order.payments.nodes, order.refunds.nodes];
  return (
    <Card component="section" aria-label={t('payments.title')}>
      <Title order={2} mb="sm">
        {t('payments.title')}
      </Title>
      {payments.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('payments.none')}
        </Text>
      )}
      <Stack component="ul" gap="sm" className={classes.list}>
        {payments.map((payment) => (
          <PaymentLine key={payment.id} payment={payment} onDone={onDone} />
        ))}
      </Stack>
      {refunds.length > 0 && (
        <>
          <Divider my="md" />
          <Title order={3} mb="sm">
            {t('refunds.title')}
          </Title>
          <Stack component="ul" gap="sm" className={classes.list}>
            {refunds.map((refund) => (
              <RefundLine key={refund.id} refund={refund} />
            ))}
          </Stack>
        </>
      )}
    </Card>
  );
}

function PaymentLine({ payment, onDone }: { payment: Payment; onDone: () => void }) {
  const { t } = useTranslation('orders');
  const shop = useShop();
  const may = useMay();
  const [capture, running] = useAction(PaymentCapture, (data) => data.paymentCapture);
  const { id, provider, method, status, amount, references, failure, mismatches, proofs, createdAt, capturedAt } = payment;
  const take = async () => {
    const name = `capture ${id}`;
    if (!(await capture({ shop: shop.id, payment: id, input: { idempotencyKey: attempt.keyFor(name, {}) } }))) return;
    attempt.done(name);
    tell(t('payments.captured'));
    onDone();
  };
  return (
    <li>
      <Group justify="space-between" align="flex-start" gap="sm">
        <Box flex="1 1 12rem" miw={0}>
          <Group gap="xs">
            <Text size="sm" fw={550}>
              {t(`provider.${provider}`)}
              {method && ` · ${t(`method.${method}`)}`}
            </Text>
            <Status tone={ATTEMPT_TONES[status]}>{t(`attempt.${status}`)}</Status>
          </Group>
          <Text size="xs" c="dimmed">
            <Moment at={capturedAt ?? createdAt} />
          </Text>
          {references.map(({ kind, reference }) => (
            <Text key={kind} size="xs" c="dimmed" className={classes.wrap}>
              {kind}: {reference}
            </Text>
          ))}
          {failure && <Text size="xs">{t('payments.failure', { code: failure })}</Text>}
          {mismatches.map((mismatch) => (
            <Text key={mismatch} size="xs">
              {t(`mismatch.${mismatch}`)}
            </Text>
          ))}
          {proofs.map(({ reference, note, at }) => (
            <Text key={reference} size="xs" className={classes.wrap}>
              {t('payments.proof', { reference })} {note} · <Moment at={at} />
            </Text>
          ))}
        </Box>
        <Group gap="sm">
          <Text size="sm">
            <Amount of={amount} />
          </Text>
          {status === 'AUTHORIZED' && may('write_payments') && (
            <Button size="compact-sm" loading={running} onClick={take}>
              {t('payments.capture')}
            </Button>
          )}
        </Group>
      </Group>
    </li>
  );
}

function RefundLine({ refund: { status, origin, amount, reason, failure, createdAt, settledAt, payment } }: { refund: Refund }) {
  const { t } = useTranslation('orders');
  return (
    <li>
      <Group justify="space-between" align="flex-start" gap="sm">
        <Box flex="1 1 12rem" miw={0}>
          <Group gap="xs">
            <Text size="sm" fw={550}>
              {t('refunds.to', { provider: t(`provider.${payment.provider}`) })}
            </Text>
            <Status tone={REFUND_TONES[status]}>{t(`refundStatus.${status}`)}</Status>
          </Group>
          <Text size="xs" c="dimmed">
            <Moment at={settledAt ?? createdAt} />
            {origin !== 'MERCHANT' && ` · ${t(`origin.${origin}`)}`}
          </Text>
          {reason && (
            <Text size="xs" className={classes.wrap}>
              {reason}
            </Text>
          )}
          {failure && <Text size="xs">{t('payments.failure', { code: failure })}</Text>}
        </Box>
        <Text size="sm">
          −<Amount of={amount} />
        </Text>
      </Group>
    </li>
  );
}

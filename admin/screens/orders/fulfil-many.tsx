import { Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../app/place';
import { graphql } from '../../generated';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';

const OrdersFulfill = graphql(`
  mutation OrdersFulfill($shop: ID!, $input: OrdersFulfillInput!) {
    ordersFulfill(shop: $shop, input: $input) {
      results {
        index
        order {
          id
          fulfillmentStatus
        }
        userErrors {
          ...Refused
        }
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

/** As many as the server takes at once. */
const MOST = 100;

/** Marks the selected orders as sent. Their buyers are told, which nobody can take back: so it is asked first. */
export function FulfilMany({ orders, onDone }: { orders: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation(['orders', 'frame']);
  const shop = useShop();
  const [asking, setAsking] = useState(false);
  const [refused, setRefused] = useState<string[]>([]);
  const [fulfil, running] = useAction(OrdersFulfill, (data) => data.ordersFulfill);
  const run = async () => {
    let sent = 0;
    const problems = new Set<string>();
    for (let at = 0; at < orders.length; at += MOST) {
      const answer = await fulfil({ shop: shop.id, input: { orders: orders.slice(at, at + MOST) } });
      for (const { order, userErrors } of answer?.results ?? []) {
        if (order) sent++;
        for (const { message } of userErrors) problems.add(message);
      }
    }
    if (sent > 0) tell(t('many.done', { count: sent }));
    setRefused([...problems]);
    if (problems.size > 0) return;
    setAsking(false);
    onDone();
  };
  const close = () => {
    setAsking(false);
    if (refused.length > 0) onDone();
    setRefused([]);
  };
  return (
    <>
      <Button size="compact-sm" onClick={() => setAsking(true)}>
        {t('many.action')}
      </Button>
      <Modal
        opened={asking}
        onClose={close}
        title={t('many.title', { count: orders.length })}
        closeButtonProps={{ 'aria-label': t('frame:close') }}
      >
        <Stack>
          {refused.length > 0 ? (
            <>
              <Text size="sm">{t('many.refused')}</Text>
              <List size="sm">
                {refused.map((message) => (
                  <List.Item key={message}>{message}</List.Item>
                ))}
              </List>
              <Group justify="flex-end">
                <Button onClick={close}>{t('frame:close')}</Button>
              </Group>
            </>
          ) : (
            <>
              <Text size="sm">{t('many.text')}</Text>
              <Group justify="flex-end" gap="xs">
                <Button variant="default" onClick={close}>
                  {t('frame:cancel')}
                </Button>
                <Button onClick={run} loading={running}>
                  {t('many.action')}
                </Button>
              </Group>
            </>
          )}
        </Stack>
      </Modal>
    </>
  );
}

import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useShop } from '../../app/place';
import { graphql } from '../../generated';
import { useAction } from '../../ui/use-action';
import type { OrderShown } from './order-documents';

const OrderSandboxPay = graphql(`
  mutation OrderSandboxPay($shop: ID!, $order: ID!, $input: OrderSandboxPayInput!) {
    orderSandboxPay(shop: $shop, order: $order, input: $input) {
      order {
        id
        paymentStatus
      }
      url
      userErrors {
        ...Refused
      }
    }
  }
`);

/** As long as somebody may take over a payment page. */
const PAYING_MS = 180_000;

/** In a test shop, whoever looks may play the buyer: he is led to the provider's sandbox, and the order here turns paid by itself. */
export function Sandbox({ order, onStarted }: { order: OrderShown; onStarted: (forMs: number) => void }) {
  const { t } = useTranslation('orders');
  const shop = useShop();
  const may = useMay();
  const [page, setPage] = useState<{ title: string; url: string } | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [start, running] = useAction(OrderSandboxPay, (data) => data.orderSandboxPay);
  if (order.sandboxWays.length === 0 || order.paymentStatus === 'AUTHORIZED' || !may('write_orders')) return null;
  const begin = async ({ provider, method = null, title }: OrderShown['sandboxWays'][number]) => {
    setChosen(title);
    setPage(null);
    const answer = await start({ shop: shop.id, order: order.id, input: { provider, method } });
    if (!answer?.url) return;
    setPage({ title, url: answer.url });
    onStarted(PAYING_MS);
  };
  return (
    <Alert color="blue" variant="light" title={t('sandbox.title')}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t('sandbox.text')}</Text>
        <Group gap="xs">
          {order.sandboxWays.map((way) => (
            <Button
              key={way.title}
              size="xs"
              variant="default"
              loading={running && chosen === way.title}
              disabled={running}
              onClick={() => begin(way)}
            >
              {way.title}
            </Button>
          ))}
        </Group>
        {page && (
          <Text size="sm" role="status">
            <Anchor href={page.url} target="_blank" rel="noreferrer" size="sm" fw={600}>
              {t('sandbox.open', { way: page.title })} <IconExternalLink size={14} aria-hidden="true" />
            </Anchor>
            <br />
            {t('sandbox.waiting')}
          </Text>
        )}
      </Stack>
    </Alert>
  );
}

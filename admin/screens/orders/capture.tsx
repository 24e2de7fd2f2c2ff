import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../app/place';
import { graphql } from '../../generated';
import { useFormat } from '../../ui/show';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import { attempt } from './attempt';
import type { OrderShown } from './order-documents';

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

/** Takes the money that a buyer's bank has promised. */
export function Capture({ payment: { id, amount }, onDone }: { payment: OrderShown['payments']['nodes'][number]; onDone: () => void }) {
  const { t } = useTranslation('orders');
  const shop = useShop();
  const { money } = useFormat();
  const [capture, running] = useAction(PaymentCapture, (data) => data.paymentCapture);
  const take = async () => {
    const name = `capture ${id}`;
    if (!(await capture({ shop: shop.id, payment: id, input: { idempotencyKey: attempt.keyFor(name, {}) } }))) return;
    attempt.done(name);
    tell(t('payments.captured'));
    onDone();
  };
  return (
    <Button loading={running} onClick={take}>
      {t('payments.capture', { amount: money(amount) })}
    </Button>
  );
}

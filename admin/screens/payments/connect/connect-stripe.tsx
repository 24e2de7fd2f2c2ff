import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import { Form } from '../../../ui/form';
import { useApiForm } from '../../../ui/use-api-form';
import { useIdempotencyKey } from '../idempotency';
import { ConnectPaymentAccount } from './documents';
import { Steps } from './step';
import { NO_STRIPE, StripeKeySteps, StripeOptionsStep, stripeRules } from './stripe-fields';
import { filled, useChecks } from './use-checks';

/** A merchant's own Stripe account, by its keys. */
export function ConnectStripe({ onConnected }: { onConnected: (account: string) => void }) {
  const { t } = useTranslation('payments');
  const { id: shop, mode } = useShop();
  const keyOf = useIdempotencyKey();
  const api = useApiForm({
    document: ConnectPaymentAccount,
    initial: { stripe: NO_STRIPE },
    variables: ({ stripe }) => {
      const input = { stripe: filled(stripe) };
      return { shop, input, key: keyOf(input) };
    },
    payload: (data) => data.paymentAccountConnect,
    onDone: ({ paymentAccount }) => paymentAccount && onConnected(paymentAccount.id),
  });
  const checked = useChecks(api.form, stripeRules(mode, { isChange: false }));
  return (
    <Form api={{ ...api, submit: checked.guarded(api.submit) }} action={t('connect.action')}>
      <Steps>
        <StripeKeySteps checked={checked} mode={mode} isChange={false} />
        <StripeOptionsStep form={api.form} />
      </Steps>
    </Form>
  );
}

import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import { Form } from '../../../ui/form';
import { useApiForm } from '../../../ui/use-api-form';
import { useIdempotencyKey } from '../idempotency';
import { AlipaySteps, alipayRules, NO_ALIPAY } from './alipay-fields';
import { ConnectPaymentAccount } from './documents';
import { Steps } from './step';
import { filled, useChecks } from './use-checks';

/** A shop's own application at Alipay. */
export function ConnectAlipay({ onConnected }: { onConnected: (account: string) => void }) {
  const { t } = useTranslation('payments');
  const { id: shop } = useShop();
  const keyOf = useIdempotencyKey();
  const api = useApiForm({
    document: ConnectPaymentAccount,
    initial: { alipay: NO_ALIPAY },
    variables: ({ alipay }) => {
      const input = { alipay: filled(alipay) };
      return { shop, input, key: keyOf(input) };
    },
    payload: (data) => data.paymentAccountConnect,
    onDone: ({ paymentAccount }) => paymentAccount && onConnected(paymentAccount.id),
  });
  const checked = useChecks(api.form, alipayRules(api.form.values.alipay, { isChange: false }));
  return (
    <Form api={{ ...api, submit: checked.guarded(api.submit) }} action={t('connect.action')}>
      <Steps>
        <AlipaySteps checked={checked} isChange={false} />
      </Steps>
    </Form>
  );
}

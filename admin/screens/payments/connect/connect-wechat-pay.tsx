import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import { Form } from '../../../ui/form';
import { useApiForm } from '../../../ui/use-api-form';
import { useIdempotencyKey } from '../idempotency';
import { ConnectPaymentAccount } from './documents';
import { Step, Steps } from './step';
import { filled, useChecks } from './use-checks';
import { NO_WECHAT_PAY, WechatPaySteps, wechatPayRules } from './wechat-pay-fields';

/** A merchant's own account at WeChat Pay. */
export function ConnectWechatPay({ onConnected }: { onConnected: (account: string) => void }) {
  const { t } = useTranslation('payments');
  const { id: shop } = useShop();
  const keyOf = useIdempotencyKey();
  const [certificate, setCertificate] = useState('');
  const api = useApiForm({
    document: ConnectPaymentAccount,
    initial: { wechatPay: NO_WECHAT_PAY },
    variables: ({ wechatPay }) => {
      const input = { wechatPay: filled(wechatPay) };
      return { shop, input, key: keyOf(input) };
    },
    payload: (data) => data.paymentAccountConnect,
    onDone: ({ paymentAccount }) => paymentAccount && onConnected(paymentAccount.id),
  });
  const checked = useChecks(api.form, wechatPayRules(api.form.values.wechatPay, { isChange: false, certificate }));
  return (
    <Form api={{ ...api, submit: checked.guarded(api.submit) }} action={t('connect.action')}>
      <Steps>
        <WechatPaySteps checked={checked} whose="shop" isChange={false} onCertificate={setCertificate} />
        <Step title={t('wechat.products.title')} where={t('wechat.products.where')} />
      </Steps>
    </Form>
  );
}

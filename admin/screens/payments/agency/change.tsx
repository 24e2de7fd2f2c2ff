import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAgency } from '../../../app/place';
import { Form } from '../../../ui/form';
import { tell } from '../../../ui/tell';
import { useApiForm } from '../../../ui/use-api-form';
import { commission } from '../checks';
import { Steps } from '../connect/step';
import { StripeKeySteps, stripeRules } from '../connect/stripe-fields';
import { filled, useChecks } from '../connect/use-checks';
import { NO_WECHAT_PAY, WechatPaySteps, wechatPayRules } from '../connect/wechat-pay-fields';
import { CommissionStep } from './commission-step';
import { type Platform, UpdatePaymentPlatform } from './documents';

/** Another commission, other keys. What is left empty stays. */
export const ChangePlatform = ({ platform }: { platform: Platform }) =>
  platform.provider === 'STRIPE' ? <ChangeStripe platform={platform} /> : <ChangeWechatPay platform={platform} />;

function ChangeStripe({ platform: { id, mode, ...now } }: { platform: Platform }) {
  const { t } = useTranslation(['payments', 'frame']);
  const { id: agency } = useAgency();
  const api = useApiForm({
    document: UpdatePaymentPlatform,
    initial: { stripe: { secretKey: '', webhookSecret: '', publishableKey: now.publishableKey ?? '', commission: now.commission } },
    variables: ({ stripe }) => ({ agency, platform: id, input: { stripe: filled(stripe) } }),
    payload: (data) => data.paymentPlatformUpdate,
    onDone: () => tell(t('change.done')),
  });
  const checked = useChecks(api.form, { ...stripeRules(mode, { isChange: true }), 'stripe.commission': { check: commission } });
  return (
    <Form api={{ ...api, submit: checked.guarded(api.submit) }} action={t('frame:save')}>
      <Steps>
        <CommissionStep checked={checked} of="stripe" />
        <StripeKeySteps checked={checked} mode={mode} isChange isPlatform />
      </Steps>
    </Form>
  );
}

function ChangeWechatPay({ platform: { id, ...now } }: { platform: Platform }) {
  const { t } = useTranslation(['payments', 'frame']);
  const { id: agency } = useAgency();
  const [certificate, setCertificate] = useState('');
  const api = useApiForm({
    document: UpdatePaymentPlatform,
    initial: { wechatPay: { ...NO_WECHAT_PAY, name: '', commission: now.commission } },
    variables: ({ wechatPay: { apiV3Key, serial, privateKey, publicKeyId, publicKey, name, commission: share } }) => ({
      agency,
      platform: id,
      input: { wechatPay: filled({ apiV3Key, serial, privateKey, publicKeyId, publicKey, name, commission: share }) },
    }),
    payload: (data) => data.paymentPlatformUpdate,
    onDone: () => tell(t('change.done')),
  });
  const checked = useChecks(api.form, {
    ...wechatPayRules(api.form.values.wechatPay, { isChange: true, certificate }),
    'wechatPay.commission': { check: commission },
  });
  return (
    <Form api={{ ...api, submit: checked.guarded(api.submit) }} action={t('frame:save')}>
      <Steps>
        <CommissionStep checked={checked} of="wechatPay" />
        <WechatPaySteps checked={checked} whose="agency" isChange onCertificate={setCertificate} />
      </Steps>
    </Form>
  );
}

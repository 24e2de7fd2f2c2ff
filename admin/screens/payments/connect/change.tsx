import { Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import { Form } from '../../../ui/form';
import { tell } from '../../../ui/tell';
import { useApiForm } from '../../../ui/use-api-form';
import { AlipaySteps, alipayRules, NO_ALIPAY } from './alipay-fields';
import { type Account, UpdatePaymentAccount } from './documents';
import { MANUAL_FIELDS, ManualSteps, type ManualValues, manualInput } from './manual-fields';
import { Steps } from './step';
import { StripeKeySteps, StripeOptionsStep, stripeRules } from './stripe-fields';
import { filled, useChecks } from './use-checks';
import { NO_WECHAT_PAY, WechatPaySteps, wechatPayRules } from './wechat-pay-fields';

const FORMS = { WECHAT_PAY: ChangeWechatPay, ALIPAY: ChangeAlipay, STRIPE: ChangeStripe, MANUAL: ChangeManual };

/** Other keys, certificates and words for an account. */
export function ChangeAccount({ account }: { account: Account }) {
  const { t } = useTranslation('payments');
  const Fields = FORMS[account.provider];
  // A form that was saved begins anew: what secrets it held is gone.
  const [saved, setSaved] = useState(0);
  return (
    <Stack>
      <div>
        <Title order={2}>{t(account.provider === 'MANUAL' ? 'change.words' : 'change.title')}</Title>
        {account.provider !== 'MANUAL' && (
          <Text size="sm" c="dimmed">
            {t('change.text')}
          </Text>
        )}
      </div>
      <Fields
        key={saved}
        account={account}
        onSaved={() => {
          setSaved(saved + 1);
          tell(t('change.done'));
        }}
      />
    </Stack>
  );
}

interface Props {
  account: Account;
  onSaved: () => void;
}

function ChangeWechatPay({ account: { id }, onSaved }: Props) {
  const { t } = useTranslation(['payments', 'frame']);
  const { id: shop } = useShop();
  const [certificate, setCertificate] = useState('');
  const api = useApiForm({
    document: UpdatePaymentAccount,
    initial: { wechatPay: NO_WECHAT_PAY },
    variables: ({ wechatPay }) => ({ shop, account: id, input: { wechatPay: filled(wechatPay) } }),
    payload: (data) => data.paymentAccountUpdate,
    onDone: onSaved,
  });
  const checked = useChecks(api.form, wechatPayRules(api.form.values.wechatPay, { isChange: true, certificate }));
  return (
    <Form api={{ ...api, submit: checked.guarded(api.submit) }} action={t('frame:save')}>
      <Steps>
        <WechatPaySteps checked={checked} whose="shop" isChange onCertificate={setCertificate} />
      </Steps>
    </Form>
  );
}

function ChangeAlipay({ account: { id }, onSaved }: Props) {
  const { t } = useTranslation(['payments', 'frame']);
  const { id: shop } = useShop();
  const api = useApiForm({
    document: UpdatePaymentAccount,
    initial: { alipay: NO_ALIPAY },
    variables: ({ alipay: { appId: _fixed, ...alipay } }) => ({ shop, account: id, input: { alipay: filled(alipay) } }),
    payload: (data) => data.paymentAccountUpdate,
    onDone: onSaved,
  });
  const checked = useChecks(api.form, alipayRules(api.form.values.alipay, { isChange: true }));
  return (
    <Form api={{ ...api, submit: checked.guarded(api.submit) }} action={t('frame:save')}>
      <Steps>
        <AlipaySteps checked={checked} isChange />
      </Steps>
    </Form>
  );
}

function ChangeStripe({ account, onSaved }: Props) {
  const { t } = useTranslation(['payments', 'frame']);
  const { id: shop, mode } = useShop();
  const api = useApiForm({
    document: UpdatePaymentAccount,
    initial: {
      stripe: {
        secretKey: '',
        webhookSecret: '',
        publishableKey: account.publishableKey ?? '',
        capture: account.capture ?? ('AUTOMATIC' as const),
        paymentMethodTypes: [...(account.paymentMethodTypes ?? [])],
      },
    },
    variables: ({ stripe }) => ({ shop, account: account.id, input: { stripe: filled(stripe) } }),
    payload: (data) => data.paymentAccountUpdate,
    onDone: onSaved,
  });
  const checked = useChecks(api.form, stripeRules(mode, { isChange: true }));
  return (
    <Form api={{ ...api, submit: checked.guarded(api.submit) }} action={t('frame:save')}>
      <Steps>
        <StripeOptionsStep form={api.form} />
        <StripeKeySteps checked={checked} mode={mode} isChange />
      </Steps>
    </Form>
  );
}

function ChangeManual({ account, onSaved }: Props) {
  const { t } = useTranslation(['payments', 'frame']);
  const { id: shop } = useShop();
  const api = useApiForm({
    document: UpdatePaymentAccount,
    initial: {
      cash: Boolean(account.instructions),
      instructions: account.instructions ?? '',
      transferOffered: Boolean(account.transferInstructions),
      transfer: account.transferInstructions ?? '',
    } as ManualValues,
    draft: `${account.id}.manual`,
    fields: MANUAL_FIELDS,
    variables: (values) => ({ shop, account: account.id, input: { manual: manualInput(values) } }),
    payload: (data) => data.paymentAccountUpdate,
    onDone: onSaved,
  });
  return (
    <Form api={api} action={t('frame:save')}>
      <Steps>
        <ManualSteps form={api.form} />
      </Steps>
    </Form>
  );
}

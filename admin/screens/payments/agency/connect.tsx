import { Alert, Card, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useParams } from 'wouter';
import { Missing } from '../../../app/missing';
import { useAgency } from '../../../app/place';
import type { ShopMode } from '../../../generated/graphql';
import { Form } from '../../../ui/form';
import { Page } from '../../../ui/page';
import { tell } from '../../../ui/tell';
import { useAddress } from '../../../ui/use-address';
import { useApiForm } from '../../../ui/use-api-form';
import { commission } from '../checks';
import { Steps } from '../connect/step';
import { StripeKeySteps, stripeRules } from '../connect/stripe-fields';
import { filled, useChecks } from '../connect/use-checks';
import { NO_WECHAT_PAY, WechatPaySteps, wechatPayRules } from '../connect/wechat-pay-fields';
import { useIdempotencyKey } from '../idempotency';
import { providerOf } from '../provider';
import { CommissionStep } from './commission-step';
import { ConnectPaymentPlatform } from './documents';

/** What an agency is at a provider: a Stripe platform, or a WeChat Pay service provider. */
export default function ConnectPlatform() {
  const { t } = useTranslation('payments');
  const { id: agency } = useAgency();
  const [, navigate] = useLocation();
  const { provider: slug = '' } = useParams<{ provider: string }>();
  const [wanted] = useAddress('mode');
  const mode: ShopMode = wanted === 'TEST' ? 'TEST' : 'LIVE';
  const provider = providerOf(slug);
  if (provider !== 'STRIPE' && provider !== 'WECHAT_PAY') return <Missing />;
  const name = t(`platforms.names.${provider}`);
  const onConnected = (platform: string) => {
    tell(t('connect.done', { provider: name }));
    navigate(`/a/${agency}/payments/platforms/${platform}`);
  };
  return (
    <Page title={t('connect.title', { provider: name })} back={{ to: `/a/${agency}/payments`, label: t('title') }}>
      <Stack>
        <Alert variant="light" color="blue">
          {t(`platforms.connect.${mode}`)} {t(`platforms.about.${provider}`)}
        </Alert>
        <Card padding="lg">
          {provider === 'STRIPE' ? (
            <StripePlatform mode={mode} onConnected={onConnected} />
          ) : (
            <WechatPlatform mode={mode} onConnected={onConnected} />
          )}
        </Card>
        <Text size="sm" c="dimmed">
          {t('connect.secrets')}
        </Text>
      </Stack>
    </Page>
  );
}

interface Props {
  mode: ShopMode;
  onConnected: (platform: string) => void;
}

function StripePlatform({ mode, onConnected }: Props) {
  const { t } = useTranslation('payments');
  const { id: agency } = useAgency();
  const keyOf = useIdempotencyKey();
  const api = useApiForm({
    document: ConnectPaymentPlatform,
    initial: { stripe: { secretKey: '', webhookSecret: '', publishableKey: '', commission: '' } },
    variables: ({ stripe }) => {
      const input = { stripe: filled(stripe) };
      return { agency, mode, input, key: keyOf(input) };
    },
    payload: (data) => data.paymentPlatformConnect,
    onDone: ({ paymentPlatform }) => paymentPlatform && onConnected(paymentPlatform.id),
  });
  const checked = useChecks(api.form, { ...stripeRules(mode, { isChange: false }), 'stripe.commission': { check: commission } });
  return (
    <Form api={{ ...api, submit: checked.guarded(api.submit) }} action={t('connect.action')}>
      <Steps>
        <StripeKeySteps checked={checked} mode={mode} isChange={false} isPlatform />
        <CommissionStep checked={checked} of="stripe" />
      </Steps>
    </Form>
  );
}

function WechatPlatform({ mode, onConnected }: Props) {
  const { t } = useTranslation('payments');
  const { id: agency } = useAgency();
  const keyOf = useIdempotencyKey();
  const [certificate, setCertificate] = useState('');
  const api = useApiForm({
    document: ConnectPaymentPlatform,
    initial: { wechatPay: { ...NO_WECHAT_PAY, name: '', commission: '' } },
    variables: ({ wechatPay: { miniProgramAppId: _mini, mobileAppId: _mobile, appSecret: _secret, ...wechatPay } }) => {
      const input = { wechatPay: filled(wechatPay) };
      return { agency, mode, input, key: keyOf(input) };
    },
    payload: (data) => data.paymentPlatformConnect,
    onDone: ({ paymentPlatform }) => paymentPlatform && onConnected(paymentPlatform.id),
  });
  const { values } = api.form;
  const checked = useChecks(api.form, {
    ...wechatPayRules(values.wechatPay, { isChange: false, certificate }),
    'wechatPay.commission': { check: commission },
  });
  return (
    <Form api={{ ...api, submit: checked.guarded(api.submit) }} action={t('connect.action')}>
      <Steps>
        <WechatPaySteps checked={checked} whose="agency" isChange={false} onCertificate={setCertificate} />
        <CommissionStep checked={checked} of="wechatPay" />
      </Steps>
    </Form>
  );
}

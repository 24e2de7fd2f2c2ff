import { Checkbox, Group, Radio, Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { PaymentCaptureMode, StripePaymentMethodType } from '../../../generated/graphql';
import * as checks from '../checks';
import { PlainField, SecretField } from './fields';
import { Step } from './step';
import type { Checked, Rule } from './use-checks';

export const NO_STRIPE = {
  secretKey: '',
  webhookSecret: '',
  publishableKey: '',
  capture: 'AUTOMATIC' as PaymentCaptureMode,
  paymentMethodTypes: [] as StripePaymentMethodType[],
};
export type StripeValues = typeof NO_STRIPE;

const TYPES = ['CARD', 'LINK', 'ALIPAY', 'WECHAT_PAY'] as const satisfies readonly StripePaymentMethodType[];

export const stripeRules = (mode: 'TEST' | 'LIVE', { isChange }: { isChange: boolean }): Record<string, Rule> => ({
  'stripe.secretKey': { required: !isChange, check: checks.stripeSecretKey(mode) },
  'stripe.publishableKey': { check: checks.stripePublishableKey(mode) },
  'stripe.webhookSecret': { check: checks.webhookSecret },
});

/** A key of this mode begins so. */
const marked = (mode: 'TEST' | 'LIVE', kind: 'sk' | 'pk'): string => `${kind}_${mode.toLowerCase()}_…`;

interface KeysProps {
  checked: Checked;
  mode: 'TEST' | 'LIVE';
  isChange: boolean;
  /** Of an agency's platform, for events of the accounts below it. */
  isPlatform?: boolean;
}

export function StripeKeySteps({ checked, mode, isChange, isPlatform = false }: KeysProps) {
  const { t } = useTranslation('payments');
  const { isDone } = checked;
  return (
    <>
      <Step
        title={t('stripe.secret.title')}
        where={t(isPlatform ? 'stripe.secret.platform' : 'stripe.secret.where', {
          mode: t(mode === 'LIVE' ? 'stripe.live' : 'stripe.test'),
        })}
        done={isDone('stripe.secretKey')}
      >
        <SecretField
          checked={checked}
          path="stripe.secretKey"
          label={t('stripe.secretKey')}
          placeholder={marked(mode, 'sk')}
          required={!isChange}
        />
      </Step>
      <Step title={t('stripe.publishable.title')} where={t('stripe.publishable.where')} done={isDone('stripe.publishableKey')}>
        <PlainField checked={checked} path="stripe.publishableKey" label={t('stripe.publishableKey')} placeholder={marked(mode, 'pk')} />
      </Step>
      <Step
        title={t('stripe.webhook.title')}
        where={t(isChange ? 'stripe.webhook.change' : 'stripe.webhook.where')}
        done={isDone('stripe.webhookSecret')}
      >
        <SecretField checked={checked} path="stripe.webhookSecret" label={t('stripe.webhookSecret')} placeholder="whsec_…" />
      </Step>
    </>
  );
}

/** When the money is taken, and what with. */
export function StripeOptionsStep({ form }: { form: UseFormReturnType<{ stripe: StripeValues }> }) {
  const { t } = useTranslation('payments');
  const { capture, paymentMethodTypes } = form.values.stripe;
  const cannotWait = capture === 'MANUAL' && paymentMethodTypes.some((type) => type === 'ALIPAY' || type === 'WECHAT_PAY');
  return (
    <Step title={t('stripe.options.title')} where={t('stripe.options.where')} done>
      <Radio.Group label={t('stripe.capture.label')} {...form.getInputProps('stripe.capture')}>
        <Stack gap="xs" mt={4}>
          <Radio value="AUTOMATIC" label={t('stripe.capture.AUTOMATIC')} description={t('stripe.capture.automaticHint')} />
          <Radio value="MANUAL" label={t('stripe.capture.MANUAL')} description={t('stripe.capture.manualHint')} />
        </Stack>
      </Radio.Group>
      <Checkbox.Group
        label={t('stripe.types.label')}
        description={t('stripe.types.hint')}
        {...form.getInputProps('stripe.paymentMethodTypes')}
        error={form.errors['stripe.paymentMethodTypes'] ?? (cannotWait ? t('stripe.types.cannotWait') : null)}
      >
        <Group gap="md" mt={6}>
          {TYPES.map((type) => (
            <Checkbox key={type} value={type} label={t(`stripe.types.${type}`)} />
          ))}
        </Group>
      </Checkbox.Group>
    </Step>
  );
}

import { Radio, Select, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import type { StripeBusinessType } from '../../../generated/graphql';
import { Form } from '../../../ui/form';
import { useApiForm } from '../../../ui/use-api-form';
import { Step, Steps } from '../connect/step';
import { useIdempotencyKey } from '../idempotency';
import { StartPaymentOnboarding } from './documents';

/** Where Stripe makes accounts. Source: stripe.com/global. */
const COUNTRIES =
  'AE AT AU BE BG BR CA CH CY CZ DE DK EE ES FI FR GB GI GR HK HR HU IE IT JP LI LT LU LV MT MX MY NL NO NZ PL PT RO SE SG SI SK TH US'
    .split(' ')
    .sort();

const HOME: Readonly<Record<string, string>> = { HKD: 'HK', USD: 'US', GBP: 'GB', JPY: 'JP', SGD: 'SG', AUD: 'AU', CAD: 'CA' };

/** What Stripe wants to begin with; it asks the merchant for the rest on its own page, to which he is led at once. */
export function StripeForm() {
  const { t, i18n } = useTranslation('payments');
  const { id: shop, currency } = useShop();
  const keyOf = useIdempotencyKey();
  const names = new Intl.DisplayNames(i18n.language === 'zh' ? 'zh-CN' : 'en', { type: 'region' });
  const back = `${location.origin}/admin/s/${shop}/payments/onboarding/stripe`;
  const api = useApiForm({
    document: StartPaymentOnboarding,
    initial: { stripe: { country: HOME[currency] ?? '', email: '', businessType: '' as StripeBusinessType | '' } },
    draft: `${shop}.stripe-onboarding`,
    variables: ({ stripe: { country, email, businessType } }) => {
      const input = {
        stripe: {
          country,
          email: email.trim() || null,
          businessType: businessType || null,
          returnUrl: back,
          refreshUrl: `${back}?expired=1`,
        },
      };
      return { shop, input, key: keyOf(input) };
    },
    payload: (data) => data.paymentOnboardingStart,
    onDone: ({ link }) => {
      if (link) location.assign(link);
    },
  });
  const { form } = api;
  return (
    <Form api={api} action={t('stripeOnboarding.action')}>
      <Steps>
        <Step
          title={t('stripeOnboarding.country.title')}
          where={t('stripeOnboarding.country.where')}
          done={form.values.stripe.country !== ''}
        >
          <Select
            label={t('stripeOnboarding.country.label')}
            searchable
            withAsterisk
            data={COUNTRIES.map((code) => ({ value: code, label: `${names.of(code)} (${code})` }))}
            {...form.getInputProps('stripe.country')}
          />
        </Step>
        <Step
          title={t('stripeOnboarding.merchant.title')}
          where={t('stripeOnboarding.merchant.where')}
          done={form.values.stripe.email !== ''}
        >
          <TextInput type="email" label={t('stripeOnboarding.email')} autoComplete="email" {...form.getInputProps('stripe.email')} />
          <Radio.Group label={t('stripeOnboarding.businessType')} {...form.getInputProps('stripe.businessType')}>
            <Stack gap={6} mt={6}>
              <Radio value="" label={t('stripeOnboarding.types.later')} />
              <Radio value="INDIVIDUAL" label={t('stripeOnboarding.types.INDIVIDUAL')} />
              <Radio value="COMPANY" label={t('stripeOnboarding.types.COMPANY')} />
              <Radio value="NON_PROFIT" label={t('stripeOnboarding.types.NON_PROFIT')} />
            </Stack>
          </Radio.Group>
        </Step>
        <Step title={t('stripeOnboarding.page.title')} where={t('stripeOnboarding.page.where')} />
      </Steps>
    </Form>
  );
}

import { IconBrandAlipay, IconBrandStripe, IconBrandWechat, IconCash } from '@tabler/icons-react';
import type { PaymentAccountStatus, PaymentProvider } from '../../generated/graphql';
import type { Tone } from '../../ui/show';

const ICONS = { MANUAL: IconCash, STRIPE: IconBrandStripe, WECHAT_PAY: IconBrandWechat, ALIPAY: IconBrandAlipay };

/** For show: the provider's name stands beside it. */
export function ProviderIcon({ provider }: { provider: PaymentProvider }) {
  const Drawn = ICONS[provider];
  return <Drawn size={22} stroke={1.6} aria-hidden="true" />;
}

export const PROVIDERS = ['WECHAT_PAY', 'ALIPAY', 'STRIPE', 'MANUAL'] as const satisfies readonly PaymentProvider[];

/** As addresses name them: `/connect/wechat-pay`. */
export const slugOf = (provider: PaymentProvider): string => provider.toLowerCase().replace('_', '-');

/** Null for what is none. */
export const providerOf = (slug: string): PaymentProvider | null => PROVIDERS.find((provider) => slugOf(provider) === slug) ?? null;

export const ACCOUNT_TONES: Readonly<Record<PaymentAccountStatus, Tone>> = {
  ACTIVE: 'good',
  WEBHOOK_MISSING: 'warning',
  ONBOARDING: 'busy',
  DISABLED: 'neutral',
};

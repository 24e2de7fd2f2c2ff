import type { ProviderName } from './account.model.js';
import type { Provider } from './provider.js';
import { alipay } from './providers/alipay/alipay.js';
import { manual } from './providers/manual/manual.js';
import { stripe } from './providers/stripe/stripe.js';
import { wechatPay } from './providers/wechat-pay/wechat-pay.js';

/** Every provider, behind the one interface. What it takes to connect one differs, and is checked at the door. */
export const providers: Readonly<Record<ProviderName, Provider<never>>> = {
  MANUAL: manual,
  STRIPE: stripe,
  WECHAT_PAY: wechatPay,
  ALIPAY: alipay,
};

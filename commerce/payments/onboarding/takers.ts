import type { PlatformProvider } from '../platform.model.js';
import { takenOnByStripe } from './stripe.js';
import type { Taker } from './taker.js';
import { takenOnByWeChatPay } from './wechat-pay.js';

/** Every provider that an agency can take merchants on at, behind the one interface. */
export const takers: Readonly<Record<PlatformProvider, Taker>> = { STRIPE: takenOnByStripe, WECHAT_PAY: takenOnByWeChatPay };

import type { Order } from '#commerce/orders/index.js';
import type { ShopContext } from '#tenants/index.js';
import { paymentAccounts } from './account.model.js';
import { openAccount } from './opened.js';
import { type Payment, payments } from './payment.model.js';
import type { OpenAccount } from './provider.js';

/** A captured payment of a buyer inside WeChat, and the application that he paid in. */
export interface PaidInWechat {
  payment: Payment;
  /** The merchant's id at WeChat Pay that its order stands under. */
  mchid: string;
  appId: string;
  /** Null: the merchant has not given it. */
  appSecret: string | null;
}

/**
 * What of an order was paid in a mini-program of WeChat's. One that was paid in an official account's pages counts where its
 * application is the account's only one: whether it is a mini-program, who gave its secret knows.
 */
export async function paidInWechat(shop: ShopContext, order: Order['_id']): Promise<PaidInWechat[]> {
  const captured = await payments
    .in(shop)
    .find({ orderId: order, provider: 'WECHAT_PAY', status: 'CAPTURED', method: { $in: ['MINI_PROGRAM', 'JSAPI'] } });
  const found: PaidInWechat[] = [];
  for (const payment of captured) {
    const account = await paymentAccounts.in(shop).findOne({ _id: payment.accountId! });
    const application = account && applicationOf(payment, await openAccount(shop, account));
    if (application) found.push({ payment, ...application });
  }
  return found;
}

function applicationOf({ method }: Payment, { settings, secrets, platform, connectedAccount }: OpenAccount) {
  const mchid = platform ? connectedAccount : settings.mchid;
  const { miniProgramAppId, subAppId } = settings;
  const isAnothers = platform && !subAppId;
  const appId = isAnothers
    ? platform.settings.appId
    : (subAppId ?? (method === 'MINI_PROGRAM' ? miniProgramAppId : undefined) ?? settings.appId);
  if (!mchid || !appId || (method === 'JSAPI' && miniProgramAppId && miniProgramAppId !== appId)) return null;
  return { mchid, appId, appSecret: (isAnothers ? platform.secrets : secrets).appSecret ?? null };
}

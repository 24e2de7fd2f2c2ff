import type { Payment } from '../../payment.model.js';
import type { OpenAccount, Shared } from '../../provider.js';
import { type Refund, refundId } from '../../refund.model.js';
import { merchantOf, refusedWith, requireKey, WechatRefusal, wechat } from './client.js';
import { subMerchant } from './query.js';
import { encryptField } from './signature.js';
import { outTradeNo } from './transactions.js';

/**
 * The agency's commission (服务商分账): of a sub-merchant's payment that was ordered so, WeChat holds the money until it is told who
 * has what of it. What is not the provider's is the merchant's at once.
 */

/** Fen, rounded down: the agency never has more than it agreed on. */
export const commissionOf = (amount: number, { platform }: Pick<OpenAccount, 'platform'>): number =>
  platform ? Math.floor((amount * platform.commission) / 10_000) : 0;

interface SharingOrder {
  order_id: string;
  state: 'PROCESSING' | 'FINISHED';
  receivers?: { account: string; amount: number; result?: 'PENDING' | 'SUCCESS' | 'CLOSED'; fail_reason?: string }[];
}

const PATH = '/v3/profitsharing/orders';

/** Gives the provider `commission` and the merchant the rest; nothing: all is the merchant's. The same twice is one. @throws {ProviderError} */
export async function share(account: OpenAccount, payment: Payment, commission: number): Promise<Shared> {
  const known = payment.references.profitSharingOrder ? await findSharing(account, payment) : null;
  return sharedBy(known ?? (await ordered(account, payment, commission)), account);
}

/** Ordered before under this name, with what the commission was then, it stays so. */
async function ordered(account: OpenAccount, payment: Payment, commission: number): Promise<SharingOrder> {
  try {
    return await (commission > 0 ? order(account, payment, commission) : unfreeze(account, payment));
  } catch (error) {
    const before = error instanceof WechatRefusal ? await findSharing(account, payment) : null;
    if (!before) throw error;
    return before;
  }
}

async function order(account: OpenAccount, payment: Payment, commission: number): Promise<SharingOrder> {
  const { platform, settings } = account;
  await addReceiver(account);
  const body = {
    ...subMerchant(account),
    appid: platform!.settings.appId,
    ...(settings.subAppId ? { sub_appid: settings.subAppId } : {}),
    transaction_id: payment.references.transaction,
    out_order_no: outTradeNo(payment),
    receivers: [{ type: 'MERCHANT_ID', account: platform!.externalId, amount: commission, description: 'Commission' }],
    unfreeze_unsplit: true,
  };
  return wechat<SharingOrder>(merchantOf(account), { method: 'POST', path: PATH, body });
}

/** WeChat shares with nobody whom it was not told of before; told again, it is the same. */
async function addReceiver(account: OpenAccount): Promise<void> {
  const merchant = merchantOf(account);
  const { name, appId } = account.platform!.settings;
  const key = name ? await requireKey(merchant) : null;
  const body = {
    ...subMerchant(account),
    appid: appId,
    type: 'MERCHANT_ID',
    account: merchant.mchid,
    ...(key ? { name: encryptField(name!, key.publicKey) } : {}),
    relation_type: 'SERVICE_PROVIDER',
  };
  const call = { method: 'POST', path: '/v3/profitsharing/receivers/add', body, ...(key ? { serial: key.serial } : {}) } as const;
  await wechat<object>(merchant, call);
}

/** Everything is the merchant's. @throws {ProviderError} */
function unfreeze(account: OpenAccount, payment: Payment): Promise<SharingOrder> {
  const body = {
    ...subMerchant(account),
    transaction_id: payment.references.transaction,
    out_order_no: outTradeNo(payment),
    description: 'No commission',
  };
  return wechat<SharingOrder>(merchantOf(account), { method: 'POST', path: `${PATH}/unfreeze`, body });
}

/** Null: nothing was ordered under this payment's name. @throws {ProviderError} */
export async function findSharing(account: OpenAccount, payment: Payment): Promise<SharingOrder | null> {
  const query = new URLSearchParams({ ...subMerchant(account), transaction_id: payment.references.transaction! });
  try {
    return await wechat<SharingOrder>(merchantOf(account), { method: 'GET', path: `${PATH}/${outTradeNo(payment)}?${query}` });
  } catch (error) {
    if (refusedWith(error, 'RESOURCE_NOT_EXISTS')) return null;
    throw error;
  }
}

function sharedBy({ order_id, state, receivers = [] }: SharingOrder, { platform }: OpenAccount): Shared {
  const ours = receivers.find(({ account }) => account === platform!.externalId);
  return {
    done: state === 'FINISHED',
    amount: ours?.result === 'SUCCESS' ? ours.amount : 0,
    reference: order_id,
    references: { profitSharingOrder: order_id },
    failure: ours?.result === 'CLOSED' ? (ours.fail_reason ?? 'CLOSED') : null,
  };
}

interface SharingReturn {
  return_id: string;
  amount: number;
  result: 'PROCESSING' | 'SUCCESS' | 'FAILED';
  fail_reason?: string;
}

const RETURNS = '/v3/profitsharing/return-orders';

/**
 * Takes `amount` of the commission back from the provider to its sub-merchant (分账回退), under the refund's name. It is not tied to
 * the refund: the buyer has his money already. @throws {ProviderError}
 */
export async function unshare(account: OpenAccount, payment: Payment, refund: Refund, amount: number): Promise<Shared> {
  const known = refund.references.profitSharingReturn ? await findReturn(account, payment, refund) : null;
  return returnedBy(known ?? (await returned(account, payment, refund, amount)));
}

async function returned(account: OpenAccount, payment: Payment, refund: Refund, amount: number): Promise<SharingReturn> {
  const body = {
    ...subMerchant(account),
    out_order_no: outTradeNo(payment),
    out_return_no: refundId.encode(refund._id),
    return_mchid: account.platform!.externalId,
    amount,
    description: 'Refund',
  };
  try {
    return await wechat<SharingReturn>(merchantOf(account), { method: 'POST', path: RETURNS, body });
  } catch (error) {
    const before = error instanceof WechatRefusal ? await findReturn(account, payment, refund) : null;
    if (!before) throw error;
    return before;
  }
}

async function findReturn(account: OpenAccount, payment: Payment, refund: Refund): Promise<SharingReturn | null> {
  const query = new URLSearchParams({ ...subMerchant(account), out_order_no: outTradeNo(payment) });
  try {
    return await wechat<SharingReturn>(merchantOf(account), { method: 'GET', path: `${RETURNS}/${refundId.encode(refund._id)}?${query}` });
  } catch (error) {
    if (refusedWith(error, 'RESOURCE_NOT_EXISTS')) return null;
    throw error;
  }
}

const returnedBy = ({ return_id, amount, result, fail_reason }: SharingReturn): Shared => ({
  done: result !== 'PROCESSING',
  amount: result === 'SUCCESS' ? amount : 0,
  reference: return_id,
  references: { profitSharingReturn: return_id },
  failure: result === 'FAILED' ? (fail_reason ?? result) : null,
});

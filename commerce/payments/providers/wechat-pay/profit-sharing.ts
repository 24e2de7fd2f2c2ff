import type { Payment } from '../../payment.model.js';
import type { OpenAccount, Shared } from '../../provider.js';
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
  receivers?: { account: string; result?: 'PENDING' | 'SUCCESS' | 'CLOSED'; fail_reason?: string }[];
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
    references: { profitSharingOrder: order_id },
    failure: ours?.result === 'CLOSED' ? (ours.fail_reason ?? 'CLOSED') : null,
  };
}

import type { Payment } from '../../payment.model.js';
import type { OpenAccount, RefundStatement, Statement } from '../../provider.js';
import { type Refund, refundId } from '../../refund.model.js';
import { merchantOf, refusedWith, wechat } from './client.js';
import { outTradeNo, statementOf, statementOfRefund, type ToldRefund, type Transaction } from './transactions.js';

/** Where payments live: of a merchant of its own, or of a service provider's. */
export const ordersPath = ({ platform }: OpenAccount): string => `/v3/pay/${platform ? 'partner/' : ''}transactions`;

/** Who is paid, as calls about payments name it. */
export const payee = ({ platform, externalId, connectedAccount, settings }: OpenAccount): Record<string, string> =>
  platform ? { sp_mchid: platform.externalId, sub_mchid: connectedAccount! } : { mchid: externalId ?? settings.mchid! };

/** Calls without a partner's path of their own name the sub-merchant alone. */
export const subMerchant = ({ platform, connectedAccount }: OpenAccount): Record<string, string> =>
  platform ? { sub_mchid: connectedAccount! } : {};

const withQuery = (path: string, query: Record<string, string>) => {
  const text = new URLSearchParams(query).toString();
  return text ? `${path}?${text}` : path;
};

/** Null: WeChat knows no order of this number. @throws {ProviderError} */
export async function find(account: OpenAccount, payment: Pick<Payment, '_id'>): Promise<Transaction | null> {
  const path = withQuery(`${ordersPath(account)}/out-trade-no/${outTradeNo(payment)}`, payee(account));
  try {
    return await wechat<Transaction>(merchantOf(account), { method: 'GET', path });
  } catch (error) {
    if (refusedWith(error, 'ORDER_NOT_EXIST', 'ORDERNOTEXIST', 'RESOURCE_NOT_EXISTS')) return null;
    throw error;
  }
}

export async function query(account: OpenAccount, payment: Payment): Promise<Statement | null> {
  const found = await find(account, payment);
  return found && statementOf(found, account, payment);
}

/** What WeChat says where there is nothing to close: whoever closes it asks next. */
const OVER = ['ORDER_PAID', 'ORDERPAID', 'ORDER_CLOSED', 'ORDERCLOSED', 'ORDER_NOT_EXIST', 'ORDERNOTEXIST', 'RESOURCE_NOT_EXISTS'];

export async function close(account: OpenAccount, payment: Payment): Promise<void> {
  const path = `${ordersPath(account)}/out-trade-no/${outTradeNo(payment)}/close`;
  try {
    await wechat<undefined>(merchantOf(account), { method: 'POST', path, body: payee(account) });
  } catch (error) {
    if (!refusedWith(error, ...OVER)) throw error;
  }
}

/** WeChat shows the buyer at most 80 bytes of the reason. */
function reasonOf(reason: string | null): { reason?: string } {
  if (!reason) return {};
  let cut = reason;
  while (Buffer.byteLength(cut) > 80) cut = [...cut].slice(0, -1).join('');
  return { reason: cut };
}

export async function refund(account: OpenAccount, payment: Payment, refund: Refund): Promise<RefundStatement> {
  const { transaction } = payment.references;
  const body = {
    ...subMerchant(account),
    ...(transaction ? { transaction_id: transaction } : { out_trade_no: outTradeNo(payment) }),
    out_refund_no: refundId.encode(refund._id),
    ...reasonOf(refund.reason),
    notify_url: account.callbackUrl,
    amount: { refund: refund.amount, total: payment.amount, currency: refund.currency },
  };
  const told = await wechat<ToldRefund>(merchantOf(account), { method: 'POST', path: '/v3/refund/domestic/refunds', body });
  return statementOfRefund(told, account, true);
}

export async function queryRefund(account: OpenAccount, _payment: Payment, { _id }: Refund): Promise<RefundStatement | null> {
  const path = withQuery(`/v3/refund/domestic/refunds/${refundId.encode(_id)}`, subMerchant(account));
  try {
    return statementOfRefund(await wechat<ToldRefund>(merchantOf(account), { method: 'GET', path }), account, true);
  } catch (error) {
    if (refusedWith(error, 'RESOURCE_NOT_EXISTS')) return null;
    throw error;
  }
}

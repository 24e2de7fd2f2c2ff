import { type Payment, paymentId } from '../../payment.model.js';
import { type OpenAccount, ProviderError, type RefundStatement, type Said } from '../../provider.js';
import { type Refund, refundId } from '../../refund.model.js';
import { fenOf, yuanOf } from './amounts.js';
import { type Answer, call, callerOf, Refusal } from './client.js';

/**
 * Alipay refunds at once: `fund_change` says whether this very call moved the money. The same refund again moves none, nor does one
 * that is still under way: then the refund itself is asked about.
 */
export async function refund(account: OpenAccount, payment: Payment, { _id, amount, reason }: Refund): Promise<RefundStatement> {
  const outTradeNo = paymentId.encode(payment._id);
  const request = refundId.encode(_id);
  const content = {
    out_trade_no: outTradeNo,
    refund_amount: yuanOf(amount),
    out_request_no: request,
    ...(reason ? { refund_reason: reason.slice(0, 128) } : {}),
  };
  const answer = await call(callerOf(account), 'alipay.trade.refund', content);
  const said = statementOf(account, answer, { outTradeNo, request });
  if (answer.fund_change === 'Y') return { ...said, event: 'succeed', amount };
  return (await ask(account, { outTradeNo, request })) ?? { ...said, event: 'process', amount };
}

/** Null: Alipay does not know it, or it did not come about. */
export const queryRefund = (account: OpenAccount, payment: Payment, { _id }: Refund): Promise<RefundStatement | null> =>
  ask(account, { outTradeNo: paymentId.encode(payment._id), request: refundId.encode(_id) });

/**
 * A refund's notification sums up all refunds of its trade: what this one is, Alipay says when it is asked, if not at once then
 * seconds later. @throws {ProviderError}
 */
export async function reread(said: Said, account: OpenAccount): Promise<Said> {
  if (said.about !== 'refund' || said.connectedAccount !== account.connectedAccount) return said;
  const found = await ask(account, { outTradeNo: said.of.outTradeNo!, request: said.references.outRequestNo! });
  if (found) return found;
  throw new ProviderError('PROVIDER_UNAVAILABLE', 'Alipay has told of a refund that it does not know of yet: it is asked again', false);
}

interface Names {
  outTradeNo: string;
  /** `out_request_no` */
  request: string;
}

async function ask(account: OpenAccount, { outTradeNo, request }: Names): Promise<RefundStatement | null> {
  try {
    const content = { out_trade_no: outTradeNo, out_request_no: request };
    const answer = await call(callerOf(account), 'alipay.trade.fastpay.refund.query', content);
    // Without a status it never arrived, or failed.
    if (!answer.refund_status) return null;
    return statementOf(account, answer, { outTradeNo, request });
  } catch (error) {
    if (error instanceof Refusal && error.subCode === 'ACQ.TRADE_NOT_EXIST') return null;
    throw error;
  }
}

function statementOf(account: OpenAccount, answer: Answer, { outTradeNo, request }: Names): RefundStatement {
  return {
    about: 'refund',
    mode: account.mode,
    connectedAccount: account.connectedAccount,
    refund: refundId.matches(request) ? request : null,
    of: { outTradeNo, ...(answer.trade_no ? { tradeNo: String(answer.trade_no) } : {}) },
    event: answer.refund_status === 'REFUND_SUCCESS' ? 'succeed' : 'process',
    amount: fenOf(answer.refund_amount),
    currency: 'CNY',
    references: { outRequestNo: request },
    failure: null,
  };
}

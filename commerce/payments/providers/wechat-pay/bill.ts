import { createHash } from 'node:crypto';
import { paymentId } from '../../payment.model.js';
import { BILL_LINE_WAYS, type BillLine, type OpenAccount, ProviderError } from '../../provider.js';
import { refundId } from '../../refund.model.js';
import { type Merchant, merchantOf, refusedWith, wechat, wechatFile } from './client.js';
import { subMerchant } from './query.js';

/**
 * A day's bills, read line by line: what buyers paid and got back with WeChat's fees from the trade bill; payouts and what else moved
 * from the fund flow bill, which a sub-merchant has none of here: its provider cannot read it.
 */
export async function bill(account: OpenAccount, day: string): Promise<AsyncIterable<BillLine> | null> {
  const merchant = merchantOf(account);
  const trades = await download(merchant, 'tradebill', { bill_date: day, bill_type: 'ALL', ...subMerchant(account) });
  const flows = account.platform ? null : await download(merchant, 'fundflowbill', { bill_date: day, account_type: 'BASIC' });
  return trades === null && flows === null ? null : lines(trades ?? '', flows ?? '');
}

async function* lines(trades: string, flows: string): AsyncGenerator<BillLine> {
  yield* readTradeBill(trades);
  yield* readFundFlowBill(flows);
}

interface BillFile {
  hash_type: string;
  hash_value: string;
  download_url: string;
}

/** Null: not made yet, or nothing happened. @throws {ProviderError} */
async function download(merchant: Merchant, which: string, query: Record<string, string>): Promise<string | null> {
  let file: BillFile;
  try {
    file = await wechat<BillFile>(merchant, { method: 'GET', path: `/v3/bill/${which}?${new URLSearchParams(query)}` });
  } catch (error) {
    if (refusedWith(error, 'NO_STATEMENT_EXIST', 'STATEMENT_CREATING')) return null;
    throw error;
  }
  const { pathname, search } = new URL(file.download_url);
  const bytes = await wechatFile(merchant, `${pathname}${search}`);
  // A file is not signed: the signed answer before it says what it hashes to.
  if (file.hash_type !== 'SHA1' || createHash('sha1').update(bytes).digest('hex') !== file.hash_value.toLowerCase())
    throw new ProviderError('PROVIDER_UNAVAILABLE', "WeChat Pay: a bill's hash does not fit: it is asked for again", false);
  return bytes.toString('utf8');
}

type Row = Readonly<Record<string, string>>;

/** Rows by their columns' names. Each cell begins with a backtick; what begins without one after them is the summary. */
function* rowsOf(text: string): Generator<Row> {
  const [header = '', ...rest] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const names = header.split(',').map((name) => name.trim());
  for (const line of rest) {
    if (!line.startsWith('`')) return;
    const cells = line.slice(1).split(',`');
    yield Object.fromEntries(names.map((name, column) => [name, (cells[column] ?? '').trim()]));
  }
}

/** Yuan with two to five places → fen. */
const fen = (yuan: string | undefined): number => Math.round(Number(yuan || '0') * 100) || 0;

/** Bills count time as Beijing does. */
const at = (text: string | undefined): Date => new Date(`${(text ?? '').replace(' ', 'T')}+08:00`);

/** Nothing was given back. */
const NOT_GIVEN = 'FAIL';

/**
 * Amounts have no sign: a payment is what the buyer paid, a refund what he got. The fee of a refund is what WeChat gives back of it,
 * whichever sign it has.
 */
export function* readTradeBill(text: string): Generator<BillLine> {
  for (const row of rowsOf(text)) {
    const isRefund = row.交易状态 === 'REFUND' || row.交易状态 === 'REVOKED';
    if (isRefund && row.退款状态 === NOT_GIVEN) continue;
    const ours = isRefund ? row.商户退款单号! : row.商户订单号!;
    const fee = fen(row.手续费);
    yield {
      kind: isRefund ? 'REFUND' : 'PAYMENT',
      ours: (isRefund ? refundId : paymentId).matches(ours) ? ours : null,
      reference: isRefund ? row.微信退款单号! : row.微信订单号!,
      of: { transaction: row.微信订单号! },
      amount: fen(isRefund ? (row.申请退款金额 ?? row.退款金额) : (row.订单金额 ?? row.应结订单金额)),
      currency: row.货币种类 || 'CNY',
      fee: isRefund ? 0 - Math.abs(fee) : fee,
      at: at(row.交易时间),
    };
  }
}

/** What the trade bill has told already. */
const TOLD = ['交易', '退款', '扣除交易手续费', '退回交易手续费'];

/** 提现退票: the bank sent it back. 分账: shared by the merchant, or given back to him. */
const KINDS: Readonly<Record<string, BillLine['kind']>> = {
  提现: 'PAYOUT',
  提现退票: 'PAYOUT',
  分账: 'COMMISSION',
  分账回退: 'COMMISSION',
};

export function* readFundFlowBill(text: string): Generator<BillLine> {
  for (const row of rowsOf(text)) {
    const type = row.业务类型 ?? '';
    if (TOLD.includes(type)) continue;
    const moved = fen(row['收支金额(元)'] ?? row['收支金额（元）']);
    const kind = KINDS[type] ?? 'OTHER';
    yield {
      kind,
      ours: null,
      reference: row.资金流水单号!,
      of: {},
      amount: 0 + BILL_LINE_WAYS[kind] * (row.收支类型 === '收入' ? moved : 0 - moved),
      currency: 'CNY',
      fee: 0,
      at: at(row.记账时间),
    };
  }
}

import { parse } from 'csv-parse';
import { fromBufferPromise } from 'yauzl';
import { paymentId } from '../../payment.model.js';
import { BILL_LINE_WAYS, type BillLine, ProviderError } from '../../provider.js';
import { refundId } from '../../refund.model.js';
import { fenOf, fromBeijingTime } from './amounts.js';

/** Of an archive, unpacked: far above what a shop of 100,000 payments a day has. */
const MOST_BYTES = 256 * 1024 * 1024;

type Row = Readonly<Record<string, string>>;

/**
 * The lines of a day's bills: ZIP archives of CSV in GBK. What buyers paid and got back is told by the business bill with its fee;
 * the balance's bill adds what else moved.
 */
export async function* readBills(archives: readonly Buffer[]): AsyncGenerator<BillLine> {
  const rows: Row[] = [];
  for (const archive of archives) for await (const row of rowsIn(archive)) rows.push(row);
  const trades = rows.filter((row) => row.支付宝交易号 !== undefined);
  const told = new Set(trades.map((row) => row.商户订单号));
  for (const row of trades) yield tradeLine(row);
  for (const row of rows) if (row.账务流水号 !== undefined && !told.has(row.商户订单号)) yield balanceLine(row);
}

/** @throws {ProviderError} for what is no archive of Alipay's */
async function* rowsIn(archive: Buffer): AsyncGenerator<Row> {
  try {
    // Names are in GBK, and say less than the content.
    const zip = await fromBufferPromise(archive, { decodeStrings: false });
    let left = MOST_BYTES;
    for await (const entry of zip.eachEntry()) {
      // yauzl holds the stream to the size that the archive gives.
      left -= entry.uncompressedSize;
      if (left < 0) throw new Error('The bill is too large');
      const bytes = Buffer.concat(await (await zip.openReadStreamPromise(entry)).toArray());
      yield* rowsOf(new TextDecoder('gb18030').decode(bytes));
    }
  } catch {
    throw new ProviderError('PROVIDER_UNAVAILABLE', "Alipay's bill could not be read: it is asked for again", false);
  }
}

/**
 * A detail file's rows by its columns' names; a summary has none of ours. Lines with `#` stand around the table, and long numbers
 * end in a tab that keeps them whole in spreadsheets.
 */
function rowsOf(text: string): AsyncIterable<Row> {
  const table = text
    .split(/\r?\n/)
    .filter((line) => line.trim() && !line.startsWith('#'))
    .join('\n');
  return parse(table, { columns: (names: string[]) => names.map(plain), trim: true, relax_column_count: true, relax_quotes: true });
}

/** Brackets and signs come in full width, and in some bills in half. */
const plain = (name: string): string => name.trim().replace(/[（(].*$/, '');

function tradeLine(row: Row): BillLine {
  const { 支付宝交易号: tradeNo = '', 商户订单号: outTradeNo = '' } = row;
  const isRefund = row.业务类型 === '退款';
  const request = row['退款批次号/请求号'] || outTradeNo;
  const ours = isRefund ? refundId.matches(request) && request : paymentId.matches(outTradeNo) && outTradeNo;
  return {
    kind: isRefund ? 'REFUND' : row.业务类型 === '交易' ? 'PAYMENT' : 'OTHER',
    ours: ours || null,
    reference: isRefund ? `${tradeNo}/${request}` : tradeNo,
    of: { outTradeNo, tradeNo },
    amount: Math.abs(fenOf(row.订单金额)),
    currency: 'CNY',
    fee: 0 - fenOf(row.服务费 || '0'),
    at: fromBeijingTime(row.完成时间 || row.创建时间 || ''),
  };
}

const KINDS: Readonly<Record<string, BillLine['kind']>> = {
  收费: 'FEE',
  退费: 'FEE',
  服务费: 'FEE',
  提现: 'PAYOUT',
  分账: 'COMMISSION',
  分润: 'COMMISSION',
};

function balanceLine(row: Row): BillLine {
  const moved = fenOf(row.收入金额 || '0') - Math.abs(fenOf(row.支出金额 || '0'));
  const kind = KINDS[row.业务类型 ?? ''] ?? 'OTHER';
  return {
    kind,
    ours: null,
    reference: row.账务流水号!,
    of: { outTradeNo: row.商户订单号 ?? '' },
    amount: 0 + BILL_LINE_WAYS[kind] * moved,
    currency: 'CNY',
    fee: 0,
    at: fromBeijingTime(row.发生时间 ?? ''),
  };
}

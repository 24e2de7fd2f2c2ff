import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { FUND_COLUMNS, fundLines, TRADE_COLUMNS, tradeLines } from './bill-lines.js';
import { type Call, missing, Refusal, read } from './call.js';
import { random } from './crypto.js';
import type { House } from './house.js';
import type { KeptBillChange, Line } from './kept.js';
import { defined, findMerchant, subMerchant } from './merchants.js';
import { chinaDay } from './times.js';

const Day = z.iso.date('格式应为 yyyy-MM-dd');
const Asked = {
  bill_date: Day,
  tar_type: z.literal('GZIP').optional(),
  sub_mchid: z.string().optional(),
};
const TradeQuery = z.strictObject({ ...Asked, bill_type: z.enum(['ALL', 'SUCCESS', 'REFUND']).default('ALL') });
const FundQuery = z.strictObject({
  bill_date: Day,
  tar_type: Asked.tar_type,
  account_type: z.enum(['BASIC', 'OPERATION', 'FEES']).default('BASIC'),
});

/** Of how many days back bills are there. */
const OLDEST_DAYS = 92;

/** `GET /v3/bill/tradebill` */
export function tradeBill(house: House, call: Call): object {
  const { bill_date, bill_type, tar_type, sub_mchid } = read(TradeQuery, call.query, 'query');
  const sub = sub_mchid ? subMerchant(house, call.merchant, sub_mchid).mchid : null;
  const happened = tradeLines(house, { merchant: call.merchant, sub }, bill_date, bill_type);
  const lines = changed(house, sub ?? call.merchant.mchid, bill_date, 'trade', happened);
  const summary = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';
  const of = (column: string, places = 2) => sum(lines, column).toFixed(places);
  const totals = [
    String(lines.length),
    of('应结订单金额'),
    of('退款金额'),
    of('充值券退款金额'),
    of('手续费', 5),
    of('订单金额'),
    of('申请退款金额'),
  ];
  return offered(house, call, { columns: TRADE_COLUMNS[bill_type], lines, summary, totals, gzip: tar_type === 'GZIP' });
}

/** `GET /v3/bill/fundflowbill`: of the caller's own account. */
export function fundFlowBill(house: House, call: Call): object {
  const { bill_date, account_type, tar_type } = read(FundQuery, call.query, 'query');
  const happened = account_type === 'BASIC' ? fundLines(house, { merchant: call.merchant, sub: null }, bill_date) : [];
  const lines = changed(house, call.merchant.mchid, bill_date, 'fundflow', happened);
  const [income, expense] = ['收入', '支出'].map((way) => lines.filter((line) => line.收支类型 === way));
  const of = (some: Line[] | undefined) => [String(some!.length), sum(some!, '收支金额(元)').toFixed(2)];
  const summary = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额';
  const totals = [String(lines.length), ...of(income), ...of(expense)];
  return offered(house, call, { columns: FUND_COLUMNS, lines, summary, totals, gzip: tar_type === 'GZIP' });
}

const sum = (lines: Line[], column: string): number =>
  lines.reduce((total, line) => total + Math.round(Number(line[column] || 0) * 100), 0) / 100;

const changeId = (mchid: string, day: string, kind: string) => `${mchid}/${day}/${kind}`;

/** @throws {Refusal} where there is none, or none yet */
function changed({ memory }: House, mchid: string, day: string, kind: string, happened: Line[]): Line[] {
  const oldest = Date.now() - OLDEST_DAYS * 24 * 3600 * 1000;
  if (day < chinaDay(oldest))
    throw new Refusal(400, 'PARAM_ERROR', '仅支持三个月内的账单下载申请', { field: '/bill_date', value: day, location: 'query' });
  const change = memory.shelves.billChanges.find(changeId(mchid, day, kind));
  if (change?.state === 'CREATING') throw new Refusal(400, 'STATEMENT_CREATING', '账单正在生成，请稍后再试');
  const { drop = [], change: changes = [], add = [] } = change ?? {};
  const is = (line: Line, id: string) => Object.values(line).includes(id);
  const kept = happened.filter((line) => !drop.some((id) => is(line, id)));
  const lines = kept.map((line) => Object.assign({}, line, ...changes.filter(({ id }) => is(line, id)).map(({ set }) => set)) as Line);
  if (lines.length + add.length === 0) throw new Refusal(404, 'NO_STATEMENT_EXIST', '账单文件不存在');
  return [...lines, ...add];
}

interface Bill {
  columns: string;
  lines: Line[];
  summary: string;
  totals: string[];
  gzip: boolean;
}

/** A backtick before each cell keeps spreadsheets from reading it as a number; a comma within becomes `\ `. */
const row = (cells: string[]) => cells.map((cell) => `\`${cell.replaceAll(',', '\\ ').replace(/\r?\n/g, '\\n')}`).join(',');

function offered({ memory, address }: House, { merchant }: Call, { columns, lines, summary, totals, gzip }: Bill): object {
  const names = columns.split(',');
  const details = lines.map((line) => row(names.map((name) => line[name] ?? '')));
  const text = `\uFEFF${[columns, ...details, summary, row(totals)].join('\r\n')}\r\n`;
  const token = random(48);
  memory.shelves.files.put({ token, mchid: merchant.mchid, text, gzip });
  memory.changed();
  const hash_value = createHash('sha1').update(text).digest('hex'); // of what it is unpacked
  return { hash_type: 'SHA1', hash_value, download_url: `${address()}/v3/billdownload/file?token=${token}` };
}

/** `GET /v3/billdownload/file`: the request is signed, the file is not. @throws {Refusal} */
export function billFile({ memory }: House, { merchant, query }: Call): Buffer {
  const file = memory.shelves.files.find(String(query.token));
  if (file?.mchid !== merchant.mchid) throw missing('账单文件不存在');
  return file.gzip ? gzipSync(file.text) : Buffer.from(file.text);
}

const Column = z.record(z.string(), z.string());
const Change = z.strictObject({
  /** CREATING: it is not made yet. */
  state: z.enum(['READY', 'CREATING']).optional(),
  /** Further lines, by column. */
  add: z.array(Column).optional(),
  /** Lines that carry one of these numbers are missing. */
  drop: z.array(z.string()).optional(),
  /** Columns of the lines that carry a number say otherwise. */
  change: z.array(z.strictObject({ id: z.string(), set: Column })).optional(),
});

/** The control door that makes differences: what is given takes the place of what was given before. */
export function changeBill({ memory }: House, mchid: string, day: string, body: unknown): object {
  findMerchant(memory, mchid);
  const given = read(z.strictObject({ trade: Change.optional(), fundflow: Change.optional() }), body);
  const kept = (['trade', 'fundflow'] as const).map((kind): KeptBillChange => {
    const id = changeId(mchid, read(Day, day, 'query'), kind);
    const before = memory.shelves.billChanges.find(id) ?? { id, state: 'READY', add: [], drop: [], change: [] };
    return memory.shelves.billChanges.put({ ...before, ...defined(given[kind] ?? {}) });
  });
  memory.changed();
  return { trade: kept[0], fundflow: kept[1] };
}

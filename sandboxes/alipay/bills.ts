import { randomBytes } from 'node:crypto';
import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { type Call, ControlRefusal, failed, read, yuan } from './call.js';
import { beijing } from './clock.js';
import { toGbk } from './gbk.js';
import type { House } from './house.js';
import type { Merchant, Trade } from './kept.js';
import { zipOf } from './zip.js';

const Asked = z.object({
  bill_type: z.enum(['trade', 'signcustomer']),
  bill_date: z.string().regex(/^\d{4}-\d\d-\d\d$/),
});

/** Alipay's files have addresses that end after half a minute. */
const LIFE_MS = 30_000;
const addresses = new Map<string, { appId: string; type: 'trade' | 'signcustomer'; day: string; until: number }>();

/** One movement of a day. */
interface Movement {
  trade: Pick<Trade, 'tradeNo' | 'outTradeNo' | 'subject' | 'createdAt'>;
  /** The refund's own name; null: a payment. */
  request: string | null;
  /** Fen, below zero for a refund. */
  amount: number;
  fee: number;
  at: number;
}

/** 0.6 %, as Alipay's usual contract has it; given back with a refund. */
const feeOf = (amount: number): number => Math.round(amount * 0.006);

/**
 * Where the bill of one application's day is fetched. Alipay makes it the next morning; here the day that runs has one too, since
 * nobody wants to wait. @throws {Refusal} isp.bill_not_exist where nothing happened
 */
export function addressOfBill(house: House, { merchant, content }: Call): object {
  const { bill_type: type, bill_date: day } = read(Asked, content);
  if (movementsOf(house, merchant, day).length + payoutsOf(merchant, day).length === 0)
    throw failed('isp.bill_not_exist', '入参账单不存在');
  const key = randomBytes(16).toString('hex');
  for (const [old, { until }] of addresses) if (until < Date.now()) addresses.delete(old);
  addresses.set(key, { appId: merchant.appId, type, day, until: Date.now() + LIFE_MS });
  return {
    bill_download_url: `${house.address()}/downloadBillFile.resource?bizType=${type}&bizDates=${day.replaceAll('-', '')}&fileId=${key}`,
  };
}

export function billFiles(house: House): Router {
  const router = Router();
  const hand: RequestHandler = (req, res) => {
    const asked = addresses.get(String(req.query.fileId));
    if (!asked || asked.until < Date.now()) throw new ControlRefusal(404, 'The file has expired: ask for its address again');
    const merchant = house.memory.merchants.find(asked.appId)!;
    const { sellerId } = merchant;
    const movements = movementsOf(house, merchant, asked.day);
    const written =
      asked.type === 'trade'
        ? tradeBill(movements, sellerId, asked.day)
        : balanceBill(movements, payoutsOf(merchant, asked.day), sellerId, asked.day);
    const files = written.map(({ name, lines }) => ({
      name: toGbk(`${sellerId}0156_${asked.day.replaceAll('-', '')}_${name}.csv`),
      bytes: toGbk(`${lines.join('\r\n')}\r\n`),
    }));
    res.type('application/zip').send(zipOf(files));
  };
  router.get('/', hand);
  return router;
}

function movementsOf({ memory }: House, merchant: Merchant, day: string): Movement[] {
  const movements = allOf(memory.trades.newestFirst(), merchant.appId).filter(({ at }) => beijing(at).startsWith(day));
  const { add = [], drop = [], change = [] } = merchant.billChanges?.[day] ?? {};
  const named = ({ trade, request }: Movement) => request ?? trade.outTradeNo;
  const told = movements
    .filter((one) => !drop.includes(named(one)))
    .map((one) => {
      const amount = change.find(({ id }) => id === named(one))?.amount;
      return amount === undefined ? one : { ...one, amount: Math.sign(one.amount) * amount };
    });
  const added = add.map(({ outTradeNo, amount, refund }, index): Movement => {
    const at = Date.parse(`${day}T00:00:00+08:00`) + index;
    const trade = { tradeNo: `${day.replaceAll('-', '')}22001${outTradeNo.slice(-12)}`, outTradeNo, subject: 'Added', createdAt: at };
    return { trade, request: refund ?? null, amount: refund ? -amount : amount, fee: 0, at };
  });
  return [...told, ...added].sort((a, b) => a.at - b.at);
}

function allOf(trades: readonly Trade[], appId: string): Movement[] {
  const paid = trades.filter((trade) => trade.appId === appId && trade.paidAt);
  return paid.flatMap((trade) => [
    { trade, request: null, amount: trade.amount, fee: feeOf(trade.amount), at: trade.paidAt! },
    ...trade.refunds.map(({ request, amount, at }) => ({ trade, request, amount: -amount, fee: -feeOf(amount), at })),
  ]);
}

const payoutsOf = ({ payouts = [] }: Merchant, day: string) => payouts.filter(({ at }) => beijing(at).startsWith(day));

/** What stands in a merchant's account, in fen. */
export function balanceOf({ memory }: House, { appId, payouts = [] }: Merchant): number {
  const moved = allOf(memory.trades.newestFirst(), appId).reduce((sum, { amount, fee }) => sum + amount - fee, 0);
  return payouts.reduce((left, { amount }) => left - amount, moved);
}

const TRADE_COLUMNS =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注';

const BALANCE_COLUMNS =
  '账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注';

/** The laid-out form of Alipay's files: lines with # around the table, and a tab after long numbers. */
function tradeBill(movements: Movement[], sellerId: string, day: string): { name: string; lines: string[] }[] {
  const rows = movements.map(
    ({ trade, request, amount, fee, at }) =>
    [
      `${trade.tradeNo}\t`, `${trade.outTradeNo}\t`, request === null ? '交易\t' : '退款\t', trade.subject.replaceAll(',', ' '),
      beijing(trade.createdAt), beijing(at), '\t', '\t', '\t', '\t', '*测试(159****5620)\t',
      yuan(amount), yuan(amount), '0.00', '0.00', '0.00', '0.00', '0.00', '', '0.00\t', '0.00',
      request === null ? '\t' : `${request}\t`, yuan(-fee), '0.00', '',
    ].join(','), // biome-ignore format: a row
  );
  const sum = yuan(movements.reduce((total, { amount }) => total + amount, 0));
  return [
    {
      name: '业务明细(汇总)',
      lines: [
        ...heading('业务汇总', sellerId, day),
        '门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）',
        `合计\t,,${movements.length},0,${sum}`,
        '#-----------------------------------------业务汇总列表结束------------------------------------',
      ],
    },
    {
      name: '业务明细',
      lines: [
        ...heading('业务明细', sellerId, day),
        TRADE_COLUMNS,
        ...rows,
        '#-----------------------------------------业务明细列表结束------------------------------------',
        `#交易合计：${movements.length}笔，商家实收共${sum}元`,
        `#导出时间：[${beijing(Date.now())}]`,
      ],
    },
  ];
}

/** What the balance did: the money, and its fee beside it; then what was paid out. */
function balanceBill(
  movements: Movement[],
  payouts: NonNullable<Merchant['payouts']>,
  sellerId: string,
  day: string,
): { name: string; lines: string[] }[] {
  let balance = 0;
  const rows = movements.flatMap(({ trade, request, amount, fee, at }) =>
    [
      { moved: amount, type: request === null ? '在线支付' : '交易退款', part: 1 },
      { moved: -fee, type: fee < 0 ? '退费' : '收费', part: 2 },
    ].map(({ moved, type, part }) => {
      balance += moved;
      const [income, outgo] = moved >= 0 ? [yuan(moved), '0.00'] : ['0.00', yuan(moved)];
      const serial = `${at}${trade.tradeNo.slice(-6)}${part}`;
      return `${serial}\t,${trade.tradeNo}\t,${trade.outTradeNo}\t,${trade.subject.replaceAll(',', ' ')},${beijing(at)},*测试\t,${income},${outgo},${yuan(balance)},支付宝,${type},`;
    }),
  );
  const sent = payouts.map(({ id, amount, at }) => {
    balance -= amount;
    return `${id}\t,${id}\t,\t,提现,${beijing(at)},\t,0.00,${yuan(-amount)},${yuan(balance)},支付宝,提现,`;
  });
  return [
    {
      name: '账务明细',
      lines: [
        ...heading('账务明细', sellerId, day),
        BALANCE_COLUMNS,
        ...rows,
        ...sent,
        '#-----------------------------------------账务明细列表结束------------------------------------',
        `#导出时间：[${beijing(Date.now())}]`,
      ],
    },
  ];
}

const heading = (name: string, sellerId: string, day: string): string[] => [
  `#支付宝${name}查询`,
  `#账号：[${sellerId}0156]`,
  `#起始日期：[${day} 00:00:00]   终止日期：[${day} 24:00:00]`,
  `#-----------------------------------------${name}列表----------------------------------------`,
];

import type { RowKind } from './rows.js';

/** What a statement says, in one language. */
export interface Words {
  title: string;
  /** Which days, by which clocks. */
  about(period: string, timezone: string): string;
  testMode: string;
  /** Over the columns. */
  columns: { shop: string; at: string; kind: string; order: string; reference: string; currency: string; amount: string; balance: string };
  kinds: Readonly<Record<RowKind, string>>;
  opening: string;
  closing: string;
  /** All of one kind together. */
  totalOf(kind: string): string;
  allShops: string;
  nothing: string;
  /** Under the table: what the balance is. */
  explained: string;
  page(number: number): string;
}

const zh: Words = {
  title: '资金结算单',
  about: (period, timezone) => `账期：${period} · 时区：${timezone}`,
  testMode: '测试店铺：以下均非真实资金',
  columns: { shop: '店铺', at: '时间', kind: '类型', order: '订单', reference: '凭证', currency: '币种', amount: '金额', balance: '余额' },
  kinds: {
    PAYMENT: '收款',
    REFUND: '退款',
    REFUND_RETURNED: '退款退回',
    DISPUTE: '拒付',
    DISPUTE_WON: '拒付胜诉',
    FEE: '手续费',
    COMMISSION: '服务商分账',
    ADJUSTMENT: '其他变动',
    PAYOUT: '提现',
    PAYMENT_BY_HAND: '线下收款',
    REFUND_BY_HAND: '线下退款',
  },
  opening: '期初余额',
  closing: '期末余额',
  totalOf: (kind) => `合计：${kind}`,
  allShops: '全部店铺',
  nothing: '本期没有资金变动。',
  explained: '余额为支付渠道代商家持有的资金。线下收款与线下退款由商家直接收付，不计入余额。',
  page: (number) => `第 ${number} 页`,
};

const en: Words = {
  title: 'Statement of payments',
  about: (period, timezone) => `Period: ${period} · Time zone: ${timezone}`,
  testMode: 'Test shop: none of this is real money',
  columns: {
    shop: 'Shop',
    at: 'Time',
    kind: 'Type',
    order: 'Order',
    reference: 'Reference',
    currency: 'Currency',
    amount: 'Amount',
    balance: 'Balance',
  },
  kinds: {
    PAYMENT: 'Payment',
    REFUND: 'Refund',
    REFUND_RETURNED: 'Refund returned',
    DISPUTE: 'Dispute',
    DISPUTE_WON: 'Dispute won',
    FEE: 'Fee',
    COMMISSION: 'Commission',
    ADJUSTMENT: 'Adjustment',
    PAYOUT: 'Payout',
    PAYMENT_BY_HAND: 'Payment by hand',
    REFUND_BY_HAND: 'Refund by hand',
  },
  opening: 'Opening balance',
  closing: 'Closing balance',
  totalOf: (kind) => `Total: ${kind}`,
  allShops: 'All shops',
  nothing: 'No money moved in this period.',
  explained:
    'The balance is what payment providers hold for the merchant. What is paid or refunded by hand passes them by and is no part of it.',
  page: (number) => `Page ${number}`,
};

/** In the language that comes nearest to a locale. */
export const wordsFor = (locale: string): Words => (/^zh\b/i.test(locale) ? zh : en);

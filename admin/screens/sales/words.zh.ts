import type { Translation } from '../../words';
import type en from './words.en';

export default {
  title: '销售统计',
  period: '统计周期',
  days: '近 {{count}} 天',
  own: '自定义',
  from: '开始日期',
  to: '结束日期',
  currency: '币种',
  apart: '各币种分别统计，不同币种的金额不会相加。',
  none: '所选时间内没有销售',
  noneText: '请选择其他日期，或新开店铺并下一笔测试订单。',
  toShops: '查看店铺',
  now_other: '所选 {{count}} 天',
  before_other: '之前 {{count}} 天',
  chart: '每日净销售额（已扣除退款）',
  figures: {
    received: '收款金额',
    refunded: '退款金额',
    net: '净销售额',
    orders: '下单数',
    paidOrders: '付款订单数',
  },
  top: '店铺排行',
  shop: '店铺',
  meaning: '按净销售额（收款减退款）排序；日期按各店铺所在时区划分。',
  statement: '下载对账单',
  statementHint: '含收款、退款、手续费和结算，日期按 UTC 划分',
  csv: 'CSV 格式',
  pdf: 'PDF 格式',
} satisfies Translation<typeof en>;

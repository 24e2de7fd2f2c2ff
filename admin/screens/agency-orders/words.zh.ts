import type { Translation } from '../../words';
import type en from './words.en';

export default {
  title: '全部订单',
  search: '按订单号或邮箱搜索',
  payment: '付款状态',
  fulfillment: '发货状态',
  any: '全部',
  number: '订单号',
  shop: '店铺',
  when: '下单时间',
  buyer: '买家',
  state: '状态',
  total: '金额',
  none: '还没有订单',
  noneText: '所有店铺的订单会汇总在这里。',
  toShops: '查看店铺',
  noneFound: '没有找到订单',
  noneFoundText: '订单号、邮箱和手机号（phone:…）需完整输入。',
  all: '显示全部订单',
} satisfies Translation<typeof en>;

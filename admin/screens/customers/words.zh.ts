import type { Translation } from '../../words';
import type en from './words.en';

export default {
  title: '客户',
  search: '输入完整的邮箱、手机号或姓名',
  name: '姓名',
  email: '邮箱',
  phone: '手机号',
  since: '首次下单',
  nameless: '未留姓名',
  contact: '联系方式',
  none: '还没有客户',
  noneText: '在店铺下单的买家及其全部订单会显示在这里。',
  noneFound: '没有找到客户',
  noneFoundText: '请输入完整的邮箱、手机号或姓名。',
  orders: {
    title: '订单',
    none: '没有订单',
    number: '订单号',
    when: '下单时间',
    state: '状态',
    total: '金额',
  },
} satisfies Translation<typeof en>;

import type { Translation } from '../../words';
import type en from './words.en';

export default {
  title: '通知',
  subject: '主题',
  recipient: '收件人',
  state: '状态',
  when: '时间',
  which: '邮件范围',
  all: '全部邮件',
  none: '还没有邮件',
  noneText: '店铺有新订单等动态时会自动发送邮件，记录在此保留 90 天。',
  noneFound: '没有处于此状态的邮件',
  status: { PENDING: '待发送', SENDING: '发送中', SENT: '已发送', FAILED: '发送失败', KEPT: '已保存，未发送' },
  audience: { BUYER: '发给买家', MERCHANT: '发给商家' },
  mail: {
    form: '邮件显示方式',
    html: '邮件样式',
    text: '纯文本',
    to: '发送至 {{recipient}}',
    order: '订单 {{number}}',
    retry: '重新发送',
    again: '正在重新发送。',
    refused_other: '邮件服务器拒收，已尝试 {{count}} 次',
    kept: '尚未配置邮件服务器，此邮件未发出。可在此查看，配置后再重新发送。',
  },
  templates: {
    title: '邮件模板',
    text: '以下邮件由示例订单生成，与店铺实际发送的邮件一致。',
    which: '邮件',
    language: '语言',
    test: '给我发测试邮件',
    tested: '测试邮件正在发送至 {{recipient}}。',
  },
} satisfies Translation<typeof en>;

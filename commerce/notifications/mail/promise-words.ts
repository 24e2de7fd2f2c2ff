import type { Template } from '../notification.model.js';
import type { Facts, Words } from './facts.js';

/** Mails about money that does not get on without its merchant. */
type Mails = Readonly<Record<Extract<Template, 'refund-waiting' | 'payment-lapsed' | 'payment-uncaptured'>, (facts: Facts) => Words>>;

const number = ({ order }: Facts) => order?.number ?? '';
const total = ({ order }: Facts) => order?.total ?? '';

export const zhPromises: Mails = {
  'refund-waiting': (facts) => ({
    subject: `请处理：订单 ${number(facts)} 的退款 ${facts.refund?.amount} 异常`,
    heading: '退款需要您处理',
    paragraphs: [
      `订单 ${number(facts)} 的退款 ${facts.refund?.amount} 无法退到买家的原账户（${facts.refund?.failure}），买家尚未收到款项。`,
      '请登录支付渠道的商户后台处理这笔异常退款：可退到买家的银行卡，或退回您的账户后另行退给买家。',
    ],
  }),
  'payment-lapsed': (facts) => ({
    subject: `订单 ${number(facts)} 的预授权已失效`,
    heading: '预授权已失效',
    paragraphs: [
      `买家的银行已收回订单 ${number(facts)} 的预授权 ${total(facts)}，这笔款项不能再收取。`,
      '订单恢复为待付款，买家可以重新付款；逾期未付将自动关闭，库存随之释放。',
    ],
  }),
  'payment-uncaptured': (facts) => ({
    subject: `请收款：订单 ${number(facts)} 的预授权即将失效`,
    heading: '预授权尚未收款',
    paragraphs: [`订单 ${number(facts)} 的 ${total(facts)} 五天前已获授权，但尚未收款。授权通常七天后失效，请在后台收款或取消订单。`],
  }),
};

export const enPromises: Mails = {
  'refund-waiting': (facts) => ({
    subject: `Please look: a refund of order ${number(facts)} is held up (${facts.refund?.amount})`,
    heading: 'A refund waits for you',
    paragraphs: [
      `The refund of ${facts.refund?.amount} for order ${number(facts)} cannot go where the buyer paid from (${facts.refund?.failure}). He has not got it yet.`,
      "Settle it in the provider's own console: to a bank card of the buyer's, or back to your account, to be given to him in another way.",
    ],
  }),
  'payment-lapsed': (facts) => ({
    subject: `The money for order ${number(facts)} is promised no more`,
    heading: 'An authorisation has lapsed',
    paragraphs: [
      `The buyer's bank holds the ${total(facts)} for order ${number(facts)} no longer: it cannot be captured any more.`,
      'The order waits for payment again. The buyer can pay it anew; if he does not, it is closed and its stock comes back.',
    ],
  }),
  'payment-uncaptured': (facts) => ({
    subject: `Please capture: the money for order ${number(facts)} is about to lapse`,
    heading: 'An authorisation waits to be captured',
    paragraphs: [
      `The ${total(facts)} for order ${number(facts)} were authorised five days ago and nobody has taken them. A bank usually holds them for seven: capture the payment, or cancel the order.`,
    ],
  }),
};

import type { Order } from '#commerce/orders/index.js';
import type { Template } from '../notification.model.js';

/** What a mail is about, in words of the reader's language already: money and dates are text. */
export interface Facts {
  shop: string;
  order?: { number: string; total: string; reason: Order['cancelReason'] };
  mismatch?: { expected: string; said: string; reason: string };
  /** What the buyer says to have sent. */
  proof?: { reference: string; note: string | null };
  /** Why WeChat did not take what it was told of goods that were sent. */
  shipping?: { reason: string };
  stock?: { title: string; sku: string | null; available: number };
  /** `reason`: the sentence in which a file was refused. */
  brought?: { created: number; updated: number; rejected: number; reason: string | null };
  /** `reason` is in English, as it came. */
  feed?: { host: string; failures: number; reason: string };
}

/** What a mail says; whatever stands in it is text, never HTML. */
interface Words {
  subject: string;
  heading: string;
  paragraphs: string[];
}

interface Language {
  /** Over the columns and under them. */
  labels: { subtotal: string; discount: string; shipping: string; tax: string; taxIncluded: string; total: string; sentTo: string };
  /** Under each mail. */
  footer(facts: Facts): string;
  mails: Readonly<Record<Template, (facts: Facts) => Words>>;
}

const number = ({ order }: Facts) => order?.number ?? '';
const total = ({ order }: Facts) => order?.total ?? '';

const zh: Language = {
  labels: { subtotal: '商品小计', discount: '优惠', shipping: '运费', tax: '税费', taxIncluded: '含税', total: '合计', sentTo: '收货地址' },
  footer: ({ shop }) => `此邮件由 ${shop} 发送。`,
  mails: {
    'order-created': (facts) => ({
      subject: `${facts.shop}：订单 ${number(facts)} 已收到`,
      heading: '感谢您的订购',
      paragraphs: [`我们已收到您的订单 ${number(facts)}，合计 ${total(facts)}。付款到账后我们会再次通知您。`],
    }),
    'order-received': (facts) => ({
      subject: `新订单 ${number(facts)}（${total(facts)}）`,
      heading: `新订单 ${number(facts)}`,
      paragraphs: [`${facts.shop} 收到一笔新订单，合计 ${total(facts)}。`],
    }),
    'order-paid': (facts) => ({
      subject: `${facts.shop}：订单 ${number(facts)} 已付款`,
      heading: '付款已到账',
      paragraphs: [`您的订单 ${number(facts)} 已付款 ${total(facts)}，我们将尽快发货。`],
    }),
    'payment-received': (facts) => ({
      subject: `订单 ${number(facts)} 已付款（${total(facts)}）`,
      heading: `订单 ${number(facts)} 已付款`,
      paragraphs: [`订单 ${number(facts)} 的 ${total(facts)} 已到账，可以发货。`],
    }),
    'order-fulfilled': (facts) => ({
      subject: `${facts.shop}：订单 ${number(facts)} 已发货`,
      heading: '商品已发出',
      paragraphs: [`您的订单 ${number(facts)} 已全部发货。`],
    }),
    'order-cancelled': (facts) => ({
      subject: `${facts.shop}：订单 ${number(facts)} 已取消`,
      heading: '订单已取消',
      paragraphs: [`您的订单 ${number(facts)} 已取消。`, ...(facts.order?.reason ? [`原因：${facts.order.reason}`] : [])],
    }),
    'order-expired': (facts) => ({
      subject: `${facts.shop}：订单 ${number(facts)} 已过期`,
      heading: '订单已过期',
      paragraphs: [`订单 ${number(facts)} 未在规定时间内付款，已自动关闭。您可以重新下单。`],
    }),
    'payment-mismatch': (facts) => ({
      subject: `请核对订单 ${number(facts)} 的付款`,
      heading: '付款与订单不符',
      paragraphs: [
        `支付渠道通知的金额为 ${facts.mismatch?.said}，应为 ${facts.mismatch?.expected}（${facts.mismatch?.reason}）。`,
        `订单 ${number(facts)} 未按此付款更新，请在支付渠道的后台核对。`,
      ],
    }),
    'payment-proof': (facts) => ({
      subject: `订单 ${number(facts)}：买家已提交付款信息`,
      heading: '请确认是否到账',
      paragraphs: [
        `订单 ${number(facts)}（${total(facts)}）的买家表示已付款，凭证号：${facts.proof?.reference}。`,
        ...(facts.proof?.note ? [`备注：${facts.proof.note}`] : []),
        '款项到账后，请在后台将订单标记为已付款。',
      ],
    }),
    'shipping-failed': (facts) => ({
      subject: `订单 ${number(facts)} 的发货信息未能上传微信`,
      heading: '发货信息上传失败',
      paragraphs: [
        `订单 ${number(facts)} 已发货，但发货信息未能上传微信，微信会因此暂缓结算这笔款项。`,
        `原因：${facts.shipping?.reason}`,
        '请修正后在后台重新上传，或在微信小程序后台手动录入发货信息。',
      ],
    }),
    'inventory-low': (facts) => ({
      subject: `库存不足：${facts.stock?.title}`,
      heading: '库存不足',
      paragraphs: [`${facts.stock?.title}${facts.stock?.sku ? `（${facts.stock.sku}）` : ''} 仅剩 ${facts.stock?.available} 件。`],
    }),
    'import-completed': ({ shop, brought }) => ({
      subject: `${shop}：商品导入完成`,
      heading: '商品导入完成',
      paragraphs: [
        `新增 ${brought?.created} 件商品，更新 ${brought?.updated} 件。`,
        ...(brought?.rejected ? [`有 ${brought.rejected} 行未能导入：请在后台下载报告，修改后重新导入。`] : []),
      ],
    }),
    'import-failed': ({ shop, brought }) => ({
      subject: `${shop}：商品导入失败`,
      heading: '商品导入失败',
      paragraphs: [`文件未能导入：${brought?.reason}。`, `此前已新增 ${brought?.created} 件商品，更新 ${brought?.updated} 件。`],
    }),
    'feed-disabled': (facts) => ({
      subject: `商品数据源 ${facts.feed?.host} 已停用`,
      heading: '商品数据源已停用',
      paragraphs: [
        `来自 ${facts.feed?.host} 的商品数据已连续 ${facts.feed?.failures} 次更新失败，因此停止自动更新。店铺中的商品保持不变。`,
        `最近一次的原因：${facts.feed?.reason}`,
        '请检查数据源的地址，修正后在后台重新启用。',
      ],
    }),
  },
};

const en: Language = {
  labels: {
    subtotal: 'Subtotal',
    discount: 'Discount',
    shipping: 'Shipping',
    tax: 'Tax',
    taxIncluded: 'Tax included',
    total: 'Total',
    sentTo: 'Ships to',
  },
  footer: ({ shop }) => `${shop} sent you this mail.`,
  mails: {
    'order-created': (facts) => ({
      subject: `${facts.shop}: we received your order ${number(facts)}`,
      heading: 'Thank you for your order',
      paragraphs: [`We received your order ${number(facts)} over ${total(facts)}. We write again when it is paid.`],
    }),
    'order-received': (facts) => ({
      subject: `New order ${number(facts)} (${total(facts)})`,
      heading: `New order ${number(facts)}`,
      paragraphs: [`${facts.shop} has a new order over ${total(facts)}.`],
    }),
    'order-paid': (facts) => ({
      subject: `${facts.shop}: your order ${number(facts)} is paid`,
      heading: 'Your payment arrived',
      paragraphs: [`Your order ${number(facts)} is paid: ${total(facts)}. We send it soon.`],
    }),
    'payment-received': (facts) => ({
      subject: `Order ${number(facts)} is paid (${total(facts)})`,
      heading: `Order ${number(facts)} is paid`,
      paragraphs: [`${total(facts)} arrived for order ${number(facts)}: it can be sent.`],
    }),
    'order-fulfilled': (facts) => ({
      subject: `${facts.shop}: your order ${number(facts)} is on its way`,
      heading: 'Your order is on its way',
      paragraphs: [`Everything in your order ${number(facts)} has been sent.`],
    }),
    'order-cancelled': (facts) => ({
      subject: `${facts.shop}: your order ${number(facts)} is cancelled`,
      heading: 'Your order is cancelled',
      paragraphs: [`Your order ${number(facts)} is cancelled.`, ...(facts.order?.reason ? [`Reason: ${facts.order.reason}`] : [])],
    }),
    'order-expired': (facts) => ({
      subject: `${facts.shop}: your order ${number(facts)} has expired`,
      heading: 'Your order has expired',
      paragraphs: [`Order ${number(facts)} was not paid in time and is closed. You are welcome to order again.`],
    }),
    'payment-mismatch': (facts) => ({
      subject: `Please check the payment of order ${number(facts)}`,
      heading: 'A payment does not fit its order',
      paragraphs: [
        `The provider reports ${facts.mismatch?.said}; ${facts.mismatch?.expected} was due (${facts.mismatch?.reason}).`,
        `Order ${number(facts)} was not changed by it: please check the payment with the provider.`,
      ],
    }),
    'payment-proof': (facts) => ({
      subject: `Order ${number(facts)}: the buyer says it is paid`,
      heading: 'Has the money arrived?',
      paragraphs: [
        `The buyer of order ${number(facts)} over ${total(facts)} says to have paid, under the reference ${facts.proof?.reference}.`,
        ...(facts.proof?.note ? [`Note: ${facts.proof.note}`] : []),
        'Mark the order as paid when the money is there.',
      ],
    }),
    'shipping-failed': (facts) => ({
      subject: `WeChat was not told that order ${number(facts)} was sent`,
      heading: 'Shipping information did not reach WeChat',
      paragraphs: [
        `Order ${number(facts)} was sent, but WeChat did not take the news, and keeps its money back until it has it.`,
        `The reason: ${facts.shipping?.reason}`,
        "Mend it and send it again in the admin, or enter it in WeChat's own console.",
      ],
    }),
    'inventory-low': (facts) => ({
      subject: `Low stock: ${facts.stock?.title}`,
      heading: 'Low stock',
      paragraphs: [`${facts.stock?.title}${facts.stock?.sku ? ` (${facts.stock.sku})` : ''}: ${facts.stock?.available} left.`],
    }),
    'import-completed': ({ shop, brought }) => ({
      subject: `${shop}: your products are imported`,
      heading: 'Your products are imported',
      paragraphs: [
        `New products: ${brought?.created}. Changed products: ${brought?.updated}.`,
        ...(brought?.rejected
          ? [`Rows that did not fit: ${brought.rejected}. Download the report in the admin, mend them there and import the report again.`]
          : []),
      ],
    }),
    'import-failed': ({ shop, brought }) => ({
      subject: `${shop}: your products could not be imported`,
      heading: 'Your products could not be imported',
      paragraphs: [`${brought?.reason}.`, `Until then ${brought?.created} products came in and ${brought?.updated} changed.`],
    }),
    'feed-disabled': (facts) => ({
      subject: `The feed from ${facts.feed?.host} is disabled`,
      heading: 'A feed is disabled',
      paragraphs: [
        `The catalog from ${facts.feed?.host} failed ${facts.feed?.failures} times in a row, so it is fetched no more. Your products stay as they are.`,
        `The last time: ${facts.feed?.reason}.`,
        'Please check the address of the feed, then set it to active again.',
      ],
    }),
  },
};

/** The language that comes nearest to a locale. */
export const languageOf = (locale: string): Language => (/^zh\b/i.test(locale) ? zh : en);

import type { Template } from '../notification.model.js';
import type { Facts, Words } from './facts.js';
import { enPromises, zhPromises } from './promise-words.js';

interface Language {
  /** Over the columns and under them. */
  labels: { subtotal: string; discount: string; shipping: string; tax: string; taxIncluded: string; total: string; sentTo: string };
  /** Under each mail. */
  footer(facts: Facts): string;
  mails: Readonly<Record<Template, (facts: Facts) => Words>>;
}

const number = ({ order }: Facts) => order?.number ?? '';
const total = ({ order }: Facts) => order?.total ?? '';

/** What became of money that came for an order that did not expect it. */
function zhMismatch(facts: Facts): Words {
  const { said, expected, reason, action } = facts.mismatch!;
  if (action === 'REOPENED')
    return {
      subject: `订单 ${number(facts)} 已恢复：付款在关闭后到账`,
      heading: '订单已恢复',
      paragraphs: [`订单 ${number(facts)} 关闭后收到付款 ${said}。库存充足，订单已恢复为已付款，请发货。`],
    };
  if (action === 'REFUNDED')
    return {
      subject: `订单 ${number(facts)} 的付款 ${said} 正在自动退回`,
      heading: '多余的付款正在退回',
      paragraphs: [
        reason === 'ORDER_PAID'
          ? `订单 ${number(facts)} 已付清后又收到付款 ${said}，系统正在自动退回。`
          : `订单 ${number(facts)} 关闭后收到付款 ${said}，订单未能恢复，系统正在自动退回。`,
        '您无需处理；若退款失败，我们会另行通知。',
      ],
    };
  return {
    subject: `请核对订单 ${number(facts)} 的付款`,
    heading: '付款与订单不符',
    paragraphs: [
      `支付渠道通知的金额为 ${said}，应为 ${expected}（${reason}）。`,
      `订单 ${number(facts)} 未按此更新，请在支付渠道的后台核对。`,
    ],
  };
}

function enMismatch(facts: Facts): Words {
  const { said, expected, reason, action } = facts.mismatch!;
  if (action === 'REOPENED')
    return {
      subject: `Order ${number(facts)} is open again: it was paid after all`,
      heading: 'An order is open again',
      paragraphs: [
        `${said} arrived for order ${number(facts)} after it had been closed. Its goods are still there, so it is open and paid: please send it.`,
      ],
    };
  if (action === 'REFUNDED')
    return {
      subject: `${said} for order ${number(facts)} goes back by itself`,
      heading: 'Money that was not due goes back',
      paragraphs: [
        reason === 'ORDER_PAID'
          ? `${said} arrived for order ${number(facts)}, which had been paid already. It is being refunded.`
          : `${said} arrived for order ${number(facts)} after it had been closed, and it could not be opened again. It is being refunded.`,
        'There is nothing for you to do; should the refund fail, we write again.',
      ],
    };
  return {
    subject: `Please check the payment of order ${number(facts)}`,
    heading: 'A payment does not fit its order',
    paragraphs: [
      `The provider reports ${said}; ${expected} was due (${reason}).`,
      `Order ${number(facts)} was not changed by it: please check the payment with the provider.`,
    ],
  };
}

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
    'order-refunded': (facts) => ({
      subject: `${facts.shop}：订单 ${number(facts)} 已退款 ${facts.refund?.amount}`,
      heading: '退款成功',
      paragraphs: [`您的订单 ${number(facts)} 已退款 ${facts.refund?.amount}，款项将按原支付方式退回，到账时间以支付渠道为准。`],
    }),
    'refund-failed': (facts) => ({
      subject: `订单 ${number(facts)} 退款失败（${facts.refund?.amount}）`,
      heading: '退款失败',
      paragraphs: [
        `订单 ${number(facts)} 的退款 ${facts.refund?.amount} 未能完成${facts.refund?.failure ? `（${facts.refund.failure}）` : ''}。`,
        '买家未收到此款项，请在支付渠道的后台查明原因后重新退款。',
      ],
    }),
    'payment-mismatch': zhMismatch,
    'dispute-opened': (facts) => ({
      subject: `请处理：订单 ${number(facts)} 的付款被拒付`,
      heading: '买家的银行发起拒付',
      paragraphs: [
        `买家的银行要求退回订单 ${number(facts)} 的 ${facts.dispute?.amount}${facts.dispute?.reason ? `（${facts.dispute.reason}）` : ''}。${facts.dispute?.withdrawn ? '此款项已从您的余额中扣除。' : '目前尚未扣款。'}`,
        ...(facts.dispute?.due ? [`请在 ${facts.dispute.due} 之前到支付渠道的后台提交证据，逾期视为接受。`] : []),
      ],
    }),
    'dispute-closed': (facts) => ({
      subject: `订单 ${number(facts)} 的拒付已有结果`,
      heading: facts.dispute?.won ? '拒付胜诉' : '拒付败诉',
      paragraphs: [
        facts.dispute?.won
          ? `订单 ${number(facts)} 的 ${facts.dispute.amount} 已退回您的余额。`
          : `订单 ${number(facts)} 的 ${facts.dispute?.amount} 归买家所有，不再退回。`,
      ],
    }),
    ...zhPromises,
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
    'payment-account': ({ shop, account }) =>
      account?.active
        ? {
            subject: `${shop} 已可通过${account.provider}收款`,
            heading: '已可收款',
            paragraphs: [`${account.provider}已开通，买家现在就可以用它付款，无需其他设置。`],
          }
        : {
            subject: `${shop} 暂时不能通过${account?.provider}收款`,
            heading: '收款已暂停',
            paragraphs: [`${account?.provider}暂停为店铺收款。请在后台查看需要补充的资料；恢复后会自动继续收款。`],
          },
    'onboarding-step': ({ shop, step }) => ({
      subject: `请处理：${shop} 开通${step?.provider}`,
      heading: `开通${step?.provider}还差一步`,
      paragraphs: [
        step?.text ?? '',
        ...(step?.problems ?? []),
        ...(step?.url ? [`链接：${step.url}`] : []),
        ...(step?.due ? [`请在 ${step.due} 前完成。`] : []),
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
    'callback-lost': ({ shop, provider }) => ({
      subject: `${shop}：${provider}的一条通知未能处理`,
      heading: '一条支付通知未能处理',
      paragraphs: [
        `${provider}发来的一条通知已通过验签，但多次尝试后仍无法读取或处理。没有任何订单因此变为已付款。`,
        '请在后台检查该支付账户的密钥是否仍与服务商处一致，并在服务商处核对当天的收款和退款。',
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
    'order-refunded': (facts) => ({
      subject: `${facts.shop}: ${facts.refund?.amount} of your order ${number(facts)} was refunded`,
      heading: 'Your money is on its way back',
      paragraphs: [`We refunded ${facts.refund?.amount} of your order ${number(facts)}, the way you paid. Your bank may take a few days.`],
    }),
    'refund-failed': (facts) => ({
      subject: `A refund of order ${number(facts)} failed (${facts.refund?.amount})`,
      heading: 'A refund failed',
      paragraphs: [
        `The refund of ${facts.refund?.amount} for order ${number(facts)} could not be made${facts.refund?.failure ? ` (${facts.refund.failure})` : ''}.`,
        'The buyer did not get this money: please look for the reason at the provider, then refund it again.',
      ],
    }),
    'payment-mismatch': enMismatch,
    'dispute-opened': (facts) => ({
      subject: `Please answer: the payment of order ${number(facts)} is disputed`,
      heading: "A buyer's bank asks for its money back",
      paragraphs: [
        `The bank asks for ${facts.dispute?.amount} of order ${number(facts)}${facts.dispute?.reason ? ` (${facts.dispute.reason})` : ''}. ${facts.dispute?.withdrawn ? 'It has been taken from your balance.' : 'Nothing has been taken from your balance yet.'}`,
        ...(facts.dispute?.due
          ? [`Give your evidence in the provider's own dashboard until ${facts.dispute.due}; after that it counts as accepted.`]
          : []),
      ],
    }),
    'dispute-closed': (facts) => ({
      subject: `The dispute about order ${number(facts)} is decided`,
      heading: facts.dispute?.won ? 'You won the dispute' : 'You lost the dispute',
      paragraphs: [
        facts.dispute?.won
          ? `${facts.dispute.amount} of order ${number(facts)} are in your balance again.`
          : `The buyer keeps ${facts.dispute?.amount} of order ${number(facts)}.`,
      ],
    }),
    ...enPromises,
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
    'payment-account': ({ shop, account }) =>
      account?.active
        ? {
            subject: `${shop} can be paid through ${account.provider}`,
            heading: 'You can be paid',
            paragraphs: [`${account.provider} pays your shop now: buyers can choose it at once, and nothing else is to be done.`],
          }
        : {
            subject: `${shop} cannot be paid through ${account?.provider} for now`,
            heading: 'Payments are paused',
            paragraphs: [
              `${account?.provider} does not pay your shop for now. Please see in the admin what it wants; payments start again by themselves.`,
            ],
          },
    'onboarding-step': ({ shop, step }) => ({
      subject: `Please act: ${step?.provider} for ${shop}`,
      heading: `${step?.provider} waits for you`,
      paragraphs: [
        step?.text ?? '',
        ...(step?.problems ?? []),
        ...(step?.url ? [`The link: ${step.url}`] : []),
        ...(step?.due ? [`Please do it before ${step.due}.`] : []),
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
    'callback-lost': ({ shop, provider }) => ({
      subject: `${shop}: a message of ${provider} could not be applied`,
      heading: 'A message about a payment could not be applied',
      paragraphs: [
        `${provider} sent a message with a right signature that could not be read or applied, however often it was tried. No order was marked as paid by it.`,
        "Please check that this payment account's keys are still the same as at the provider, and look through the day's payments and refunds there.",
      ],
    }),
  },
};

/** The language that comes nearest to a locale. */
export const languageOf = (locale: string): Language => (/^zh\b/i.test(locale) ? zh : en);

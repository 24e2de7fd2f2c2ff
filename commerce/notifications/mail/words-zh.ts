import { type Facts, type Language, number, total, type Words } from './facts.js';
import { zhPromises } from './promise-words.js';

/** What does not fit; as the admin says it too. */
export const MISMATCHES: Readonly<Record<string, string>> = {
  ACCOUNT: '经由其他收款账户到账',
  CONNECTED_ACCOUNT: '发生在其他关联账户上',
  MODE: '测试环境与正式环境的通知混淆',
  CURRENCY: '币种不符',
  AMOUNT: '金额不符',
  REFERENCE: '另一笔交易使用了此付款的编号',
  REFUND: '退款与本系统记录不一致',
};

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
      `支付渠道通知的金额为 ${said}，应为 ${expected}（${MISMATCHES[reason] ?? reason}）。`,
      `订单 ${number(facts)} 未按此更新，请在支付渠道的后台核对。`,
    ],
  };
}

const parcels = ({ sent }: Facts): string[] => (sent?.parcels ?? []).map((parcel) => `物流单号：${parcel}`);

/** Why buyers' banks ask, by Stripe's codes; as the admin says it too. */
export const DISPUTES: Readonly<Record<string, string>> = {
  bank_cannot_process: '银行无法处理',
  check_returned: '支票退回',
  credit_not_processed: '未收到退款',
  customer_initiated: '买家发起',
  debit_not_authorized: '未授权扣款',
  duplicate: '重复扣款',
  fraudulent: '买家称非本人付款',
  general: '无具体原因',
  incorrect_account_details: '账户信息有误',
  insufficient_funds: '余额不足',
  product_not_received: '未收到商品',
  product_unacceptable: '商品与描述不符',
  subscription_canceled: '订阅已取消',
  unrecognized: '买家不认识该付款',
};

export const zh: Language = {
  labels: { subtotal: '商品小计', discount: '优惠', shipping: '运费', tax: '税费', taxIncluded: '含税', total: '合计', sentTo: '收货地址' },
  actions: { openOrder: '查看订单', followParcel: '查看物流' },
  placed: (order, when) => `订单 ${order} · 下单时间：${when}`,
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
      paragraphs: [`您的订单 ${number(facts)} 已全部发货。`, ...parcels(facts)],
    }),
    'order-sent-part': (facts) => ({
      subject: `${facts.shop}：订单 ${number(facts)} 已部分发货`,
      heading: '部分商品已发出',
      paragraphs: [
        `您的订单 ${number(facts)} 已发出：${facts.sent?.goods.join('、')}。${facts.sent?.isLast ? '' : '其余商品发出后会再次通知您。'}`,
        ...parcels(facts),
      ],
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
        `买家的银行要求退回订单 ${number(facts)} 的 ${facts.dispute?.amount}${facts.dispute?.reason ? `（${DISPUTES[facts.dispute.reason] ?? facts.dispute.reason}）` : ''}。${facts.dispute?.withdrawn ? '此款项已从您的余额中扣除。' : '目前尚未扣款。'}`,
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

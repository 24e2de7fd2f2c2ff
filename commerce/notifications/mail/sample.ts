import { Types } from 'mongoose';
import type { Order } from '#commerce/orders/index.js';
import { config } from '#platform/config.js';
import { exponentOf } from '#platform/money.js';
import { type Shop, shopId as shopIds } from '#tenants/index.js';
import type { Template } from '../notification.model.js';
import type { Facts } from './facts.js';
import { moneyText } from './write.js';

/** What the sample's reader knows: goods and an address that stand for any. */
const WORDS = {
  zh: {
    goods: ['龙井茶', '紫砂壶'],
    variant: '250 克',
    shipping: '快递',
    buyer: '买家姓名',
    place: { province: '浙江省', city: '杭州市', district: '西湖区', line1: '示例路 1 号' },
    reason: '买家不想要了',
    failure: '余额不足',
    note: '已从手机银行转账',
    upload: '48001 接口未授权',
    step: '请使用微信扫码，签署协议。',
    parcel: '顺丰速运 SF1234567890',
    brought: '文件不是表格',
  },
  en: {
    goods: ['Longjing tea', 'Clay teapot'],
    variant: '250 g',
    shipping: 'Courier',
    buyer: "The buyer's name",
    place: { province: null, city: 'Sample town', district: null, line1: '1 Sample Street' },
    reason: 'The buyer changed his mind',
    failure: 'insufficient_funds',
    note: 'Sent from my bank',
    upload: '48001 api unauthorized',
    parcel: 'DHL 1234567890',
    step: 'Scan the code with WeChat and sign the agreement.',
    brought: 'The file is no table',
  },
} as const;

const wordsFor = (locale: string) => (/^zh\b/i.test(locale) ? WORDS.zh : WORDS.en);

/** An order of two lines, as the shop's own would read: in its currency and its way of taxing. */
function sampleOrder({ _id: shopId, currency, locale, settings }: Shop): Order {
  const words = wordsFor(locale);
  const unit = 10 ** exponentOf(currency);
  const [tea, pot, shipping] = [88 * unit, 164 * unit, 8 * unit];
  const subtotal = 2 * tea + pot;
  const total = subtotal + shipping;
  const line = (title: string, variantTitle: string | null, quantity: number, price: number) => {
    const at = { _id: new Types.ObjectId(), variantId: new Types.ObjectId(), productId: new Types.ObjectId(), locationId: null };
    return { ...at, title, variantTitle, sku: null, quantity, price, discount: 0, tax: 0, units: [{ quantity, discount: 0, tax: 0 }] };
  };
  const now = new Date();
  return {
    _id: new Types.ObjectId(),
    shopId,
    number: '1001',
    tokenHash: '',
    cartId: new Types.ObjectId(),
    status: 'OPEN',
    paymentStatus: 'PENDING',
    fulfillmentStatus: 'UNFULFILLED',
    currency,
    lines: [line(words.goods[0], words.variant, 2, tea), line(words.goods[1], null, 1, pot)],
    taxMode: settings.tax.mode,
    taxRate: settings.tax.rate,
    shippingMethod: { id: 'sample', title: words.shipping },
    subtotal,
    discount: 0,
    shipping,
    tax: 0,
    shippingTax: 0,
    total,
    paid: 0,
    email: null,
    phone: null,
    shippingAddress: { name: words.buyer, phone: null, country: 'CN', line2: null, postalCode: null, ...words.place },
    customerId: null,
    cancelReason: words.reason,
    createdAt: now,
    updatedAt: now,
  };
}

/** Mails that tell of something else than an order. */
const WITHOUT_ORDER: readonly Template[] = [
  'payment-account',
  'onboarding-step',
  'inventory-low',
  'import-completed',
  'import-failed',
  'feed-disabled',
  'callback-lost',
];

/** What a mail is written from before anything has happened. */
export function sampleOf(template: Template, shop: Shop): { facts: Omit<Facts, 'shop'>; order: Order | null } {
  const { locale, currency } = shop;
  const words = wordsFor(locale);
  const order = sampleOrder(shop);
  const [total, part] = [order.total, order.lines[1]!.price].map((amount) => moneyText(amount, currency, locale)) as [string, string];
  const due = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: shop.timezone }).format(
    new Date(Date.now() + 7 * 86_400_000),
  );
  const provider = /^zh\b/i.test(locale) ? '微信支付' : 'WeChat Pay';
  const facts = {
    order: {
      number: order.number,
      total,
      reason: order.cancelReason,
      page: `${config().publicUrl}/admin/s/${shopIds.encode(shop._id)}/orders`,
    },
    sent: { goods: [`${words.goods[0]} × 1`], parcels: [words.parcel], url: null, isLast: false },
    mismatch: { expected: total, said: part, reason: 'AMOUNT', action: null },
    refund: { amount: part, failure: template.startsWith('refund-') ? words.failure : null },
    dispute: { amount: total, reason: 'fraudulent', due, won: true, withdrawn: true },
    proof: { reference: '20260101-0001', note: words.note },
    shipping: { reason: words.upload },
    account: { provider, active: true },
    step: { provider, text: words.step, url: null, due, problems: [] },
    stock: { title: words.goods[0], sku: 'TEA-250', available: 3 },
    brought: { created: 120, updated: 14, rejected: 2, reason: words.brought },
    feed: { host: 'example.com', failures: 5, reason: 'HTTP 404' },
    provider,
  };
  return { facts, order: WITHOUT_ORDER.includes(template) ? null : order };
}

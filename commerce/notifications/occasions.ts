import { findVariants, variantId } from '#commerce/catalog/index.js';
import { fulfillmentId, fulfillmentsOf } from '#commerce/fulfillment/index.js';
import { type Order, orderId, orders } from '#commerce/orders/index.js';
import { getOnboarding, getPayment, stepText } from '#commerce/payments/index.js';
import { uploadError } from '#commerce/shipping-info/index.js';
import { inLanguage } from '#commerce/words/index.js';
import { config } from '#platform/config.js';
import { isCurrency } from '#platform/money.js';
import { type EventType, type OutboxEvent, type Shop, type ShopContext, shopId, type TaskType } from '#tenants/index.js';
import type { Facts } from './mail/facts.js';
import { moneyText } from './mail/write.js';
import type { Template } from './notification.model.js';

/** Who is told about an event, and by which mail. */
const ORDER_MAILS: Readonly<Partial<Record<EventType | TaskType, { buyer?: Template; merchant?: Template }>>> = {
  'order.created': { buyer: 'order-created', merchant: 'order-received' },
  'order.paid': { buyer: 'order-paid', merchant: 'payment-received' },
  'order.sent_part': { buyer: 'order-sent-part' },
  'order.fulfilled': { buyer: 'order-fulfilled' },
  'order.cancelled': { buyer: 'order-cancelled' },
  'order.expired': { buyer: 'order-expired' },
  'refund.succeeded': { buyer: 'order-refunded' },
  'refund.failed': { merchant: 'refund-failed' },
  'payment.mismatch': { merchant: 'payment-mismatch' },
  'refund.waiting': { merchant: 'refund-waiting' },
  'payment.proof': { merchant: 'payment-proof' },
  'payment.lapsed': { merchant: 'payment-lapsed' },
  'payment.uncaptured': { merchant: 'payment-uncaptured' },
  'shipping.failed': { merchant: 'shipping-failed' },
  'dispute.opened': { merchant: 'dispute-opened' },
  'dispute.closed': { merchant: 'dispute-closed' },
};

/** One mail that is due. */
export interface Occasion {
  template: Template;
  recipient: string;
  facts: Omit<Facts, 'shop'>;
  order: Order | null;
}

/** The mails that follow from an event: none where nobody has an address or what it was about is gone. */
export async function occasionsOf(context: ShopContext, shop: Shop, event: OutboxEvent): Promise<Occasion[]> {
  if (event.type === 'inventory.low') return lowStock(context, shop, event);
  if (event.type === 'import.completed' || event.type === 'import.failed') return importEnded(shop, event);
  if (event.type === 'payment_account.updated') return accountChanged(shop, event);
  if (event.type === 'payment_onboarding.updated') return stepToTake(context, shop, event);
  if (event.type === 'feed.disabled') return disabledFeed(shop, event);
  if (event.type === 'callback.lost') return lostCallback(shop, event);
  const { buyer, merchant } = ORDER_MAILS[event.type] ?? {};
  if (!buyer && !merchant) return [];
  if (event.data.byRefund) return []; // no parcel left: the refund's own mail says what happened
  if (event.type === 'payment.uncaptured' && !(await isAuthorized(context, event))) return [];
  const order = await orders.in(context).findOne({ _id: orderId.decode(event.subject ?? '') });
  if (!order) return [];
  const facts = {
    order: {
      number: order.number,
      total: moneyText(order.total, order.currency, shop.locale),
      reason: order.cancelReason,
      page: `${config().publicUrl}/admin/s/${shopId.encode(shop._id)}/orders/${orderId.encode(order._id)}`,
    },
    ...('fulfillment' in event.data ? { sent: await sentOf(context, order, event) } : {}),
    ...(event.type === 'payment.mismatch' ? { mismatch: mismatchOf(event, shop.locale) } : {}),
    ...(event.type === 'payment.proof' ? { proof: await proofOf(context, event) } : {}),
    ...(event.type === 'shipping.failed'
      ? { shipping: { reason: inLanguage((await uploadError(context, String(event.data.upload))) ?? '', shop.locale) } }
      : {}),
    ...(event.type.startsWith('dispute.') ? { dispute: disputeOf(event, shop) } : {}),
    ...(event.type.startsWith('refund.') ? { refund: refundOf(event, shop.locale) } : {}),
  };
  const occasions: Occasion[] = [];
  if (buyer && order.email) occasions.push({ template: buyer, recipient: order.email, facts, order });
  if (merchant && shop.settings.merchantEmail) occasions.push({ template: merchant, recipient: shop.settings.merchantEmail, facts, order });
  return occasions;
}

/** What the last parcel held, and how each of the order's is followed. */
async function sentOf(context: ShopContext, order: Order, { type, data }: OutboxEvent): Promise<NonNullable<Facts['sent']>> {
  const [all = []] = await fulfillmentsOf(context, [order._id]);
  const last = all.find(({ _id }) => fulfillmentId.encode(_id) === data.fulfillment);
  const told = type === 'order.fulfilled' ? all : last ? [last] : [];
  const titleOf = new Map(
    order.lines.map(({ _id, title, variantTitle }) => [_id.toHexString(), [title, variantTitle].filter(Boolean).join(' · ')]),
  );
  return {
    goods: (last?.lines ?? []).map(({ lineId, quantity }) => `${titleOf.get(lineId.toHexString())} × ${quantity}`),
    parcels: told.map(({ tracking }) => [tracking?.company, tracking?.number].filter(Boolean).join(' ')).filter(Boolean),
    url: last?.tracking?.url ?? null,
    isLast: data.isLast === true,
  };
}

/** The provider's word may be anything: an unknown currency is shown as it came. */
function mismatchOf({ data }: OutboxEvent, locale: string): NonNullable<Facts['mismatch']> {
  const text = (money: unknown) => {
    const { amount, currency } = money as { amount: number; currency: string };
    return isCurrency(currency) ? moneyText(amount, currency, locale) : `${amount} ${currency}`;
  };
  const action = data.action === 'REOPENED' || data.action === 'REFUNDED' ? data.action : null;
  return { expected: text(data.expected), said: text(data.said), reason: String(data.reason), action };
}

const refundOf = ({ data }: OutboxEvent, locale: string): NonNullable<Facts['refund']> => ({
  amount: moneyText(Number(data.amount), String(data.currency), locale),
  failure: data.failure === undefined ? null : inLanguage(String(data.failure), locale),
});

function disputeOf({ data }: OutboxEvent, { locale, timezone }: Shop): NonNullable<Facts['dispute']> {
  const due = data.evidenceDueBy ? new Date(String(data.evidenceDueBy)) : null;
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone });
  return {
    amount: moneyText(Number(data.amount), String(data.currency), locale),
    reason: data.reason === null ? null : String(data.reason),
    due: due && due > new Date() ? day.format(due) : null,
    won: data.status === 'WON',
    withdrawn: data.withdrawn === true,
  };
}

/** It was not taken meanwhile, nor given up. */
const isAuthorized = async (context: ShopContext, { data }: OutboxEvent): Promise<boolean> =>
  (await getPayment(context, String(data.payment))).status === 'AUTHORIZED';

async function proofOf(context: ShopContext, { data }: OutboxEvent): Promise<NonNullable<Facts['proof']>> {
  const { proofs = [] } = await getPayment(context, String(data.payment));
  return proofs[Number(data.proof)]!;
}

async function lowStock(context: ShopContext, shop: Shop, { subject, data }: OutboxEvent): Promise<Occasion[]> {
  const { merchantEmail } = shop.settings;
  if (!merchantEmail) return [];
  const [listed] = await findVariants(context, [variantId.decode(subject ?? '')]);
  if (!listed) return [];
  const { product, variant } = listed;
  const title = [product.title, variant.title].filter(Boolean).join(' · ');
  const facts = { stock: { title, sku: variant.sku, available: Number(data.available) } };
  return [{ template: 'inventory-low', recipient: merchantEmail, facts, order: null }];
}

/** As people call them: in Chinese, where a Latin word stands between spaces, and everywhere else. */
const PROVIDER_NAMES: ReadonlyMap<unknown, { zh: string; en: string }> = new Map([
  ['WECHAT_PAY', { zh: '微信支付', en: 'WeChat Pay' }],
  ['ALIPAY', { zh: '支付宝', en: 'Alipay' }],
  ['STRIPE', { zh: ' Stripe ', en: 'Stripe' }],
]);

const providerName = (provider: unknown, locale: string): string =>
  PROVIDER_NAMES.get(provider)?.[locale.startsWith('zh') ? 'zh' : 'en'] ?? String(provider);

/** A provider pays the shop, or pays it no more. Whoever has disabled the account himself knows it. */
function accountChanged({ locale, settings: { merchantEmail } }: Shop, { data }: OutboxEvent): Occasion[] {
  if (!merchantEmail || data.status === 'DISABLED') return [];
  const account = { provider: providerName(String(data.provider), locale), active: data.status === 'ACTIVE' };
  return [{ template: 'payment-account', recipient: merchantEmail, facts: { account }, order: null }];
}

/** What the provider waits for. To Stripe's own page its merchant is led when he begins; he who has left it knows where he was. */
async function stepToTake(
  context: ShopContext,
  { locale, timezone, settings: { merchantEmail } }: Shop,
  event: OutboxEvent,
): Promise<Occasion[]> {
  const { nextStep: kind } = event.data;
  if (!merchantEmail || !kind || kind === 'COMPLETE') return [];
  const { provider, nextStep, problems } = await getOnboarding(context, event.subject ?? '');
  if (nextStep?.kind !== kind) return []; // it has gone on since
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone });
  const step = {
    provider: providerName(provider, locale),
    text: stepText(nextStep.kind, locale),
    url: nextStep.url,
    due: nextStep.deadline && day.format(nextStep.deadline),
    problems: problems.map(({ field, message }) => `${field ? `${field}: ` : ''}${inLanguage(message, locale)}`),
  };
  return [{ template: 'onboarding-step', recipient: merchantEmail, facts: { step }, order: null }];
}

/** Whoever waits for so short a time sees the end himself. Seconds. */
const SOON = 60;

/** A merchant is told of a file that went into his shop alone: one that went into many is followed by the agency, and not by five hundred mails. */
function importEnded({ locale, settings: { merchantEmail } }: Shop, { type, data }: OutboxEvent): Occasion[] {
  const isFailed = type === 'import.failed';
  const isTold = Number(data.shops) === 1 && !data.dryRun && (isFailed || Number(data.seconds) >= SOON);
  if (!merchantEmail || !isTold) return [];
  const brought = {
    created: Number(data.productsCreated),
    updated: Number(data.productsUpdated),
    rejected: Number(data.rowsRejected),
    reason: isFailed ? inLanguage(String(data.message), locale) : null,
  };
  return [{ template: isFailed ? 'import-failed' : 'import-completed', recipient: merchantEmail, facts: { brought }, order: null }];
}

function disabledFeed({ locale, settings: { merchantEmail } }: Shop, { data }: OutboxEvent): Occasion[] {
  if (!merchantEmail) return [];
  const feed = { host: String(data.host), failures: Number(data.failures), reason: inLanguage(String(data.reason), locale) };
  return [{ template: 'feed-disabled', recipient: merchantEmail, facts: { feed }, order: null }];
}

function lostCallback({ settings: { merchantEmail }, locale }: Shop, { data }: OutboxEvent): Occasion[] {
  if (!merchantEmail) return [];
  return [{ template: 'callback-lost', recipient: merchantEmail, facts: { provider: providerName(data.provider, locale) }, order: null }];
}

import type { Types } from 'mongoose';
import { fulfillmentsOf } from '#commerce/fulfillment/index.js';
import { findOrder, type Order, orderId, orders } from '#commerce/orders/index.js';
import { type PaidInWechat, paidInWechat } from '#commerce/payments/index.js';
import { NotFound } from '#platform/errors.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import { MOST_WAITING, type Waiting, waitingSince } from '#platform/waiting.js';
import { isLastAttempt, type OutboxEvent, plan, type ShopContext, transaction } from '#tenants/index.js';
import { shippingInfo } from './shipping-info.js';
import { type ShippingUpload, uploadId, uploads } from './upload.model.js';
import { type UploadState, uploadStates } from './upload.state.js';
import { uploadShippingInfo, WeixinError } from './weixin.js';

/** WeChat wants to hear of what was sent within so long. */
const IN_TIME_MS = 48 * 3600_000;

/**
 * `order.fulfilled`, and `order.paid` for what was sent before it was paid: what was paid in a mini-program is told to WeChat, once
 * for each payment. Who pays in an official account's pages may owe WeChat nothing: then only where the merchant gave the secret.
 */
export async function planShippingUpload(shop: ShopContext, { subject }: OutboxEvent): Promise<void> {
  const order = await findOrder(shop, { id: subject });
  if (order?.fulfillmentStatus !== 'FULFILLED') return;
  for (const { payment, appSecret } of await paidInWechat(shop, order._id)) {
    if (payment.method === 'JSAPI' && !appSecret) continue;
    const [sent = []] = await fulfillmentsOf(shop, [order._id]);
    await keep(shop, order._id, payment._id, sent.at(-1)?.createdAt ?? new Date());
  }
}

async function keep(shop: ShopContext, order: Types.ObjectId, payment: Types.ObjectId, fulfilledAt: Date): Promise<void> {
  const now = new Date();
  try {
    await transaction(shop, async (tx) => {
      const { _id } = await uploads.in(tx).insert({
        orderId: order,
        paymentId: payment,
        status: 'PENDING',
        attempts: 0,
        error: null,
        fulfilledAt,
        uploadAt: now,
        sentAt: null,
        createdAt: now,
        updatedAt: now,
      });
      await planSending(tx, _id, order);
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error; // kept before
  }
}

const planSending = (tx: ShopContext, _id: Types.ObjectId, order: Types.ObjectId) =>
  plan(tx, { type: 'wechat.shipping', queue: 'events', subject: orderId.encode(order), data: { upload: uploadId.encode(_id) } });

/**
 * The task `wechat.shipping`. Calling twice is one upload: it has the same time each time, by which WeChat knows it again.
 * @throws what WeChat said, to be tried again
 */
export async function sendShippingUpload(shop: ShopContext, event: OutboxEvent): Promise<void> {
  const _id = uploadId.decode(String(event.data.upload));
  const upload = await uploads.in(shop).findOne({ _id });
  if (upload?.status !== 'PENDING') return;
  await uploads.in(shop).set({ _id, status: 'PENDING' }, { $inc: { attempts: 1 } });
  try {
    await send(shop, upload);
  } catch (error) {
    const final = error instanceof WeixinError && error.final;
    await fail(shop, upload, error instanceof WeixinError ? error.message : 'It could not be sent', final || isLastAttempt(event));
    if (final) return;
    throw error;
  }
  const now = new Date();
  const sent = { status: uploadStates.next(upload.status, 'send'), sentAt: now, updatedAt: now, error: null };
  await uploads.in(shop).set({ _id, status: upload.status }, { $set: sent });
}

async function send(shop: ShopContext, upload: ShippingUpload): Promise<void> {
  const order = await orders.in(shop).findOne({ _id: upload.orderId });
  const paid = (await paidInWechat(shop, upload.orderId)).find(({ payment }) => payment._id.equals(upload.paymentId));
  const [sent = []] = await fulfillmentsOf(shop, [upload.orderId]);
  const appSecret = paid?.appSecret;
  if (!order || !paid || !appSecret)
    throw new WeixinError(null, "The mini-program's AppSecret is missing: give it to the WeChat Pay account", true);
  if (!paid.payment.openId) throw new WeixinError(null, 'The payment does not know the openId of its buyer', true);
  await uploadShippingInfo(applicationOf(shop, paid, appSecret), shippingInfo(order, sent, paid, upload.uploadAt));
}

const applicationOf = ({ mode }: ShopContext, { appId }: PaidInWechat, appSecret: string) => ({ mode, appId, appSecret });

/** For good, it is told to the merchant, once: WeChat keeps his money back. */
function fail(shop: ShopContext, { _id, orderId: order }: ShippingUpload, error: string, forGood: boolean): Promise<void> {
  const now = new Date();
  return transaction(shop, async (tx) => {
    const status = forGood ? uploadStates.next('PENDING', 'fail') : 'PENDING';
    const changed = await uploads.in(tx).set({ _id, status: 'PENDING' }, { $set: { status, error, updatedAt: now } });
    if (!changed || !forGood) return;
    const data = { upload: uploadId.encode(_id) };
    await plan(tx, { type: 'shipping.failed', queue: 'events', subject: orderId.encode(order), data });
  });
}

/**
 * Sends one that has failed once more, as after its reason was mended.
 * @throws {NotFound} @throws {UserError} WRONG_STATE
 */
export async function retryShippingUpload(shop: ShopContext, id: string): Promise<ShippingUpload> {
  const _id = uploadId.decode(id, ['shippingUpload']);
  return transaction(shop, async (tx) => {
    const upload = await uploads.in(tx).findOne({ _id });
    if (!upload) throw new NotFound(id, ['shippingUpload']);
    const now = new Date();
    const status = uploadStates.next(upload.status, 'retry');
    const changed = await uploads.in(tx).update({ _id }, { $set: { status, error: null, uploadAt: now, updatedAt: now } });
    await planSending(tx, _id, upload.orderId);
    return changed!;
  });
}

/** Whether WeChat has not heard of it for longer than it waits. */
export const isLate = ({ status, fulfilledAt, sentAt }: ShippingUpload, now = Date.now()): boolean =>
  (status === 'SENT' ? sentAt!.getTime() : now) - fulfilledAt.getTime() > IN_TIME_MS;

/** The newest first; `late`: those alone that are late and not sent. @throws {UserError} INVALID_CURSOR, PAGE_TOO_LARGE */
export function listShippingUploads(
  shop: ShopContext,
  { status, late, ...args }: PageArgs & { status?: UploadState | null | undefined; late?: boolean | null | undefined },
): Promise<Page<ShippingUpload>> {
  const overdue = { status: { $in: ['PENDING', 'FAILED'] as UploadState[] }, fulfilledAt: { $lt: new Date(Date.now() - IN_TIME_MS) } };
  const filter = { $and: [status ? { status } : {}, late ? overdue : {}] };
  return page<ShippingUpload>((found, reading) => uploads.in(shop).find(found, reading), filter, [['_id', -1]], args);
}

/** Those that are late or were given up: WeChat keeps the money of each back. */
export async function shippingUploadsWaiting(shop: ShopContext): Promise<Waiting> {
  const limit = MOST_WAITING + 1;
  const late = { status: 'PENDING' as const, fulfilledAt: { $lt: new Date(Date.now() - IN_TIME_MS) } };
  const found = await Promise.all(
    [{ status: 'FAILED' as const }, late].map((filter) => uploads.in(shop).find(filter, { limit, fields: ['fulfilledAt'] })),
  );
  return waitingSince(found.flat().map(({ fulfilledAt }) => fulfilledAt));
}

/** What a mail tells of one: null where it is gone. */
export async function uploadError(shop: ShopContext, id: string): Promise<string | null> {
  return (await uploads.in(shop).findOne({ _id: uploadId.decode(id) }, { fields: ['error'] }))?.error ?? null;
}

/** In the order of the ids. */
export async function ordersOfUploads(shop: ShopContext, ids: readonly Order['_id'][]): Promise<(Order | null)[]> {
  const found = await orders.in(shop).find({ _id: { $in: [...ids] } });
  return ids.map((id) => found.find(({ _id }) => _id.equals(id)) ?? null);
}

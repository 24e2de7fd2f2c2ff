import { Types } from 'mongoose';
import { config } from '#platform/config.js';
import { NotFound, Unrecoverable, UserError } from '#platform/errors.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import { type Again, getShop, isLastAttempt, type OutboxEvent, plan, type ShopContext, transaction } from '#tenants/index.js';
import { writeMail } from './mail/write.js';
import { isRefusal, mailDomain, sendMail } from './mailer.js';
import { type Notification, notificationId, notifications } from './notification.model.js';
import { type Occasion, occasionsOf } from './occasions.js';

const KEPT_DAYS = 90;
/** Longer than a call to the mail server takes: after that its process has died, and the call is repeated. */
const lostAfterMs = () => config().HANDED_SECONDS * 1000;
const LONGEST_ERROR = 300;

/** An event: writes the mails that follow from it, each once, together with the task that sends it. */
export async function tellByMail(context: ShopContext, event: OutboxEvent): Promise<void> {
  const shop = await getShop(context);
  for (const occasion of await occasionsOf(context, shop, event)) {
    const mail = writeMail(occasion.template, shop, occasion.facts, occasion.order);
    await writeDown(context, event._id, occasion, mail).catch((error) => {
      if (!isDuplicateKey(error)) throw error; // told before
    });
  }
}

/** Keeps a mail with the task that sends it. `eventId` null: nothing has happened, it is a sample. @throws a duplicate key for one that was told before */
export function writeDown(
  context: ShopContext,
  eventId: Types.ObjectId | null,
  { template, recipient, order }: Pick<Occasion, 'template' | 'recipient' | 'order'>,
  mail: Pick<Notification, 'locale' | 'subject' | 'html' | 'text'>,
): Promise<Notification> {
  const _id = new Types.ObjectId();
  const now = new Date();
  return transaction(context, async (tx) => {
    const kept = await notifications.in(tx).insert({
      _id,
      eventId: eventId ?? _id,
      ...(order ? { orderId: order._id } : {}),
      template,
      recipient,
      channel: 'EMAIL',
      ...mail,
      status: 'PENDING',
      attempts: 0,
      error: null,
      messageId: `<${notificationId.encode(_id)}@${mailDomain()}>`,
      sendingAt: null,
      sentAt: null,
      createdAt: now,
      expiresAt: new Date(now.getTime() + KEPT_DAYS * 86_400_000),
    });
    await planSending(tx, _id);
    return kept;
  });
}

const planSending = (tx: ShopContext, _id: Types.ObjectId) =>
  plan(tx, { type: 'notification.send', queue: 'notifications', data: { notification: notificationId.encode(_id) } });

/**
 * The task `notification.send`. The mail is marked as SENDING before the call: a process that dies in it leaves that behind, and
 * the next repeats the call under the same Message-ID once it can no longer be under way.
 * @throws what the mail server answered, to be tried again
 */
export async function sendNotification(shop: ShopContext, event: OutboxEvent): Promise<Again | undefined> {
  const _id = notificationId.decode(String(event.data.notification));
  const now = new Date();
  const stale = new Date(now.getTime() - lostAfterMs());
  const claimed = await notifications
    .in(shop)
    .update(
      { _id, $or: [{ status: 'PENDING' }, { status: 'SENDING', sendingAt: { $lt: stale } }] },
      { $set: { status: 'SENDING', sendingAt: now }, $inc: { attempts: 1 } },
    );
  if (!claimed) return waitFor(await notifications.in(shop).findOne({ _id }, { fields: ['status', 'sendingAt'] }));
  const end = (change: Partial<Notification>) =>
    notifications.in(shop).set({ _id, status: 'SENDING', sendingAt: now }, { $set: { ...change, sendingAt: null } });
  try {
    const sent = await sendMail(claimed);
    await end(sent ? { status: 'SENT', sentAt: new Date(), error: null } : { status: 'KEPT', error: null });
  } catch (error) {
    const over = isRefusal(error) || isLastAttempt(event);
    const message = (error instanceof Error ? error.message : String(error)).slice(0, LONGEST_ERROR);
    await end({ status: over ? 'FAILED' : 'PENDING', error: message });
    throw isRefusal(error) ? new Unrecoverable(message, { cause: error }) : error;
  }
  return undefined;
}

/** Another run is calling the mail server at this moment: looked at again when it must have ended. */
function waitFor(notification: Notification | null): Again | undefined {
  if (notification?.status !== 'SENDING' || !notification.sendingAt) return undefined;
  return { again: true, at: new Date(notification.sendingAt.getTime() + lostAfterMs() + 500) };
}

/**
 * Sends a mail that failed, or was kept while there was no mail server, once more.
 * @throws {NotFound} @throws {UserError} WRONG_STATE
 */
export async function retryNotification(shop: ShopContext, id: string): Promise<Notification> {
  const _id = notificationId.decode(id, ['notification']);
  return transaction(shop, async (tx) => {
    const waiting = { status: 'PENDING', error: null } as const;
    const changed = await notifications.in(tx).update({ _id, status: { $in: ['FAILED', 'KEPT'] } }, { $set: waiting });
    if (changed) {
      await planSending(tx, _id);
      return changed;
    }
    const found = await notifications.in(tx).findOne({ _id }, { fields: ['status'] });
    if (!found) throw new NotFound(id, ['notification']);
    throw new UserError('WRONG_STATE', `The notification is ${found.status}: only FAILED and KEPT ones are sent again`, ['notification']);
  });
}

const LISTED = [
  'orderId',
  'template',
  'recipient',
  'channel',
  'subject',
  'html',
  'text',
  'status',
  'attempts',
  'error',
  'createdAt',
  'sentAt',
] as const satisfies readonly (keyof Notification)[];

interface Wanted extends PageArgs {
  status?: Notification['status'] | null | undefined;
  /** What was told of this order alone. */
  order?: Types.ObjectId;
}

/** The newest first; `without`: fields that nobody asked for. @throws {UserError} INVALID_CURSOR, PAGE_TOO_LARGE */
export function listNotifications(
  shop: ShopContext,
  { status, order, ...args }: Wanted,
  { without = [] }: { without?: readonly (keyof Notification)[] } = {},
): Promise<Page<Notification>> {
  const fields = LISTED.filter((field) => !without.includes(field));
  const wanted = { ...(status ? { status } : {}), ...(order ? { orderId: order } : {}) };
  return page<Notification>((filter, reading) => notifications.in(shop).find(filter, { ...reading, fields }), wanted, [['_id', -1]], args);
}

/** Null where there is none. */
export const findNotification = async (shop: ShopContext, id: string): Promise<Notification | null> =>
  notificationId.matches(id) ? notifications.in(shop).findOne({ _id: notificationId.decode(id) }) : null;

import { MOST_WAITING, type Waiting, waitingSince } from '#platform/waiting.js';
import type { ShopContext } from '#tenants/index.js';
import { paymentAccounts } from './account.model.js';
import { disputes } from './dispute.model.js';
import { onboardings } from './onboarding/onboarding.model.js';
import { type Mismatch, payments } from './payment.model.js';
import { differences } from './reconciliation/difference.model.js';

const DAY_MS = 86_400_000;
const limit = MOST_WAITING + 1;

/** Of money that came too late or twice its order or a refund takes care by itself; these a person looks at. */
const FOR_A_PERSON: readonly Mismatch[] = ['ACCOUNT', 'CONNECTED_ACCOUNT', 'MODE', 'CURRENCY', 'AMOUNT', 'REFERENCE', 'REFUND'];
/** A payment's mismatches are never taken back: after so long it was looked at, or a reconciliation tells of it. */
const MISMATCH_DAYS = 14;

/** Accounts that find out late, by asking, what was paid. */
export async function accountsWaiting(shop: ShopContext): Promise<Waiting> {
  const found = await paymentAccounts.in(shop).find({ active: true, status: 'WEBHOOK_MISSING' }, { fields: ['updatedAt'] });
  return waitingSince(found.map(({ updatedAt }) => updatedAt));
}

/** Whether buyers can pay at all. */
export const canBePaid = async (shop: ShopContext): Promise<boolean> => (await paymentAccounts.in(shop).count({ active: true }, 1)) > 0;

/** Whether the merchant has a way to be paid that did not come with the shop. */
export const hasOwnAccount = async (shop: ShopContext): Promise<boolean> =>
  (await paymentAccounts.in(shop).count({ active: true, byDefault: { $ne: true }, status: { $in: ['ACTIVE', 'WEBHOOK_MISSING'] } }, 1)) > 0;

/** Onboardings in which the merchant must do something. */
export async function onboardingsWaiting(shop: ShopContext): Promise<Waiting> {
  const found = await onboardings
    .in(shop)
    .find({ open: true, status: { $in: ['NEEDS_ACTION', 'REJECTED'] } }, { limit, fields: ['updatedAt'] });
  return waitingSince(found.map(({ updatedAt }) => updatedAt));
}

/** Payments of which a provider said lately what is not so here. */
export async function mismatchesWaiting(shop: ShopContext): Promise<Waiting> {
  const since = new Date(Date.now() - MISMATCH_DAYS * DAY_MS);
  const told = { 'mismatches.0': { $exists: true }, mismatches: { $in: [...FOR_A_PERSON] }, createdAt: { $gt: since } };
  const found = await payments.in(shop).find(told, { limit, fields: ['createdAt'] });
  return waitingSince(found.map(({ createdAt }) => createdAt));
}

/** What did not agree with a provider's bill or with the shop's own books. */
export async function differencesWaiting(shop: ShopContext): Promise<Waiting> {
  const found = await differences.in(shop).find({ status: 'OPEN' }, { limit, fields: ['createdAt'] });
  return waitingSince(found.map(({ createdAt }) => createdAt));
}

/** Disputes that the merchant can answer. */
export async function disputesWaiting(shop: ShopContext): Promise<Waiting> {
  const found = await disputes.in(shop).find({ status: 'NEEDS_RESPONSE' }, { limit, fields: ['createdAt'] });
  return waitingSince(found.map(({ createdAt }) => createdAt));
}

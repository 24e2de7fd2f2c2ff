import { acrossShops, type ShopContext } from '#tenants/index.js';
import { type Payment, paymentId, payments } from './payment.model.js';
import type { References } from './provider.js';

/** What a payment is found by at its provider: written wherever its references are. */
export const namesOf = (references: References): string[] => Object.entries(references).map(([kind, reference]) => `${kind}/${reference}`);

/**
 * The payment that a provider means by what it calls it, or by our own id of it under `payment`; null where it is none of the shop's.
 * Names of one payment alone: two that fit are no answer.
 */
export async function findByReferences(shop: ShopContext, of: References): Promise<Payment | null> {
  const { payment, ...references } = of;
  if (payment && paymentId.matches(payment)) return payments.in(shop).findOne({ _id: paymentId.decode(payment) });
  const names = namesOf(references);
  if (names.length === 0) return null;
  const found = await payments.in(shop).find({ names: { $in: names } }, { limit: 2 });
  return found.length === 1 ? found[0]! : null;
}

/** Gives their names to payments that were written before there were any. */
export async function namePayments(): Promise<void> {
  const kinds = { $objectToArray: '$references' };
  const names = { $map: { input: kinds, in: { $concat: ['$$this.k', '/', '$$this.v'] } } };
  const all = acrossShops<Payment>(payments.name, 'payments are given their names');
  await all.updateMany({ names: { $exists: false } }, [{ $set: { names } }]);
}

import type { Types } from 'mongoose';
import type { ShopContext } from '#tenants/index.js';
import type { ProviderName } from './account.model.js';
import { type LedgerAccount, type LedgerEntry, type LedgerKind, ledgerEntries } from './ledger.model.js';
import type { Payment } from './payment.model.js';
import type { PaymentState } from './payment.state.js';
import type { Refund } from './refund.model.js';

export { type LedgerEntry, ledgerEntries } from './ledger.model.js';

/** Books a captured payment, in the transaction that captures it. Money paid by hand is with the merchant already. */
export async function bookCapture(tx: ShopContext, payment: Payment): Promise<void> {
  await book(tx, entryOf('capture', payment._id.toHexString(), ofPayment(payment), 'CAPTURED', holderOf(payment.provider), payment.amount));
}

/**
 * Books what becomes of a bank's promise, in the transaction that moves a payment `from` one state: promised once it is authorised,
 * released once it is anything else. One payment may be promised again after a refusal.
 */
export async function bookAuthorization(tx: ShopContext, from: PaymentState, payment: Payment): Promise<void> {
  if (from === payment.status || (from !== 'AUTHORIZED' && payment.status !== 'AUTHORIZED')) return;
  const id = payment._id.toHexString();
  const kind: LedgerKind = from === 'AUTHORIZED' ? 'release' : 'authorization';
  const booked = (of: LedgerKind) => ledgerEntries.in(tx).count({ key: { $gte: `${of}/${id}/`, $lt: `${of}/${id}0` } });
  const before = await booked(kind);
  if (kind === 'release' && before >= (await booked('authorization'))) return; // promised before promises were booked
  const amount = kind === 'release' ? -payment.amount : payment.amount;
  await book(tx, entryOf(kind, `${id}/${before + 1}`, ofPayment(payment), 'AUTHORIZED', 'PROMISED', amount));
}

/** Books a refund that succeeded, in the transaction that settles it. */
export async function bookRefund(tx: ShopContext, refund: Refund): Promise<void> {
  await book(tx, entryOf('refund', refund._id.toHexString(), refund, 'REFUNDED', holderOf(refund.provider), -refund.amount));
}

/** Takes back what was booked of a refund that the buyer's bank has returned, in the transaction that learns of it. */
export async function bookReturnedRefund(tx: ShopContext, refund: Refund): Promise<void> {
  await book(tx, entryOf('refund-returned', refund._id.toHexString(), refund, 'REFUNDED', holderOf(refund.provider), refund.amount));
}

/** What of a payment an entry bears. */
interface Subject {
  orderId: Types.ObjectId | null;
  paymentId: Types.ObjectId | null;
  currency: string;
}

/** Everything that was booked of these orders, the oldest first. */
export const entriesOfOrders = (shop: ShopContext, orders: readonly Types.ObjectId[]): Promise<LedgerEntry[]> =>
  ledgerEntries.in(shop).find({ orderId: { $in: [...orders] } }, { sort: { orderId: 1, _id: 1 } });

/** Books that a buyer's bank took money back, or gave it back: `won`. In the transaction that records it. */
export async function bookDispute(
  tx: ShopContext,
  dispute: Subject & { _id: Types.ObjectId; amount: number },
  outcome: 'withdrawn' | 'won',
): Promise<void> {
  const kind = outcome === 'won' ? 'dispute-won' : 'dispute';
  const amount = outcome === 'won' ? dispute.amount : -dispute.amount;
  await book(tx, entryOf(kind, dispute._id.toHexString(), dispute, 'DISPUTED', 'OWED_TO_MERCHANT', amount));
}

/** One movement that a provider's bill tells of: `reference` is the provider's name for it. An account may be connected anew: it is not in the key. */
export interface Billed extends Subject {
  provider: ProviderName;
  reference: string;
  /** Minor units. Of a payout: negative where it came back. */
  amount: number;
}

/** What a provider kept of a movement; negative where it gave a fee back. */
export const feeEntry = (billed: Billed): NewEntry => entryOf('fee', keyOf(billed), billed, 'FEE', 'OWED_TO_MERCHANT', -billed.amount);

/** What the agency earned of it: an application fee, or profit sharing. */
export const commissionEntry = (billed: Billed): NewEntry =>
  entryOf('commission', keyOf(billed), billed, 'COMMISSION', 'OWED_TO_MERCHANT', -billed.amount);

/** What a provider added for reasons of its own; negative where it took it. */
export const adjustmentEntry = (billed: Billed): NewEntry =>
  entryOf('adjustment', keyOf(billed), billed, 'ADJUSTED', 'OWED_TO_MERCHANT', billed.amount);

/** What a provider paid out to the merchant. */
export const payoutEntry = (billed: Billed): NewEntry =>
  entryOf('payout', keyOf(billed), billed, 'PAID_OUT', 'OWED_TO_MERCHANT', -billed.amount);

export const bookFee = (shop: ShopContext, billed: Billed): Promise<void> => bookBilled(shop, [feeEntry(billed)]);
export const bookCommission = (shop: ShopContext, billed: Billed): Promise<void> => bookBilled(shop, [commissionEntry(billed)]);
export const bookPayout = (shop: ShopContext, billed: Billed): Promise<void> => bookBilled(shop, [payoutEntry(billed)]);

/** Books what a bill tells of; what was booked before stays as it is. Outside of a transaction: each entry is a document of its own. */
export async function bookBilled(shop: ShopContext, entries: readonly NewEntry[]): Promise<void> {
  const worth = entries.filter(({ lines }) => lines.some(({ amount }) => amount !== 0));
  for (const entry of worth) balanced(entry);
  const { refused } = await ledgerEntries.in(shop).bulkWrite(worth.map((insert) => ({ insert })));
  const other = refused.find(({ code }) => code !== 11000);
  if (other) throw new Error(`A ledger entry could not be written: ${other.message}`);
}

export type NewEntry = Omit<LedgerEntry, 'shopId' | '_id'>;

const keyOf = ({ provider, reference }: Billed): string => `${provider}/${reference}`;

const ofPayment = ({ _id, orderId, currency }: Payment): Subject => ({ orderId, paymentId: _id, currency });

/** `amount` into one account, out of the other. */
function entryOf(
  kind: LedgerKind,
  name: string,
  { orderId, paymentId, currency }: Subject,
  account: LedgerAccount,
  against: LedgerAccount,
  amount: number,
): NewEntry {
  const lines = [
    { account, amount },
    { account: against, amount: -amount },
  ];
  return { key: `${kind}/${name}`, orderId, paymentId, currency, lines, createdAt: new Date() };
}

/** Who has the merchant's money: a provider, until it pays it out; he himself where buyers pay by hand. */
const holderOf = (provider: Payment['provider']): LedgerAccount => (provider === 'MANUAL' ? 'PAID_OUT' : 'OWED_TO_MERCHANT');

async function book(tx: ShopContext, entry: NewEntry): Promise<void> {
  balanced(entry);
  await ledgerEntries.in(tx).insert(entry);
}

function balanced({ key, lines }: NewEntry): void {
  const sum = lines.reduce((total, { amount }) => total + amount, 0);
  if (sum !== 0) throw new Error(`The ledger entry ${key} sums to ${sum}, not to zero`);
}

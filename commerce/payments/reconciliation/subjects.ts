import { acrossShops, type ShopContext } from '#tenants/index.js';
import type { PaymentAccount } from '../account.model.js';
import { type Dispute, disputes } from '../dispute.model.js';
import { isFrom } from '../mismatch.js';
import { type Payment, paymentId, payments } from '../payment.model.js';
import { namesOf } from '../payment-names.js';
import type { BillLine } from '../provider.js';
import { type Refund, refundId, refunds } from '../refund.model.js';
import { readLines } from './bill-line.model.js';
import type { Ours } from './match.js';

/** What a bill's line is about. */
export interface Subject {
  /** The public id of the payment or refund that the line tells of; null: it is about none, or about none that is known. */
  id: string | null;
  /** Another shop's, that takes its payments over the same account at the provider. */
  elsewhere: boolean;
  payment: Payment | null;
  refund: Refund | null;
  disputes: readonly Dispute[];
}

/** Finds what lines are about, with a few reads for all of them; in their order. */
export async function subjectsOf(shop: ShopContext, account: PaymentAccount, lines: readonly BillLine[]): Promise<Subject[]> {
  const named = <Kind>(matches: (text: string) => boolean, decode: (text: string) => Kind): Kind[] =>
    lines.flatMap(({ ours }) => (ours && matches(ours) ? [decode(ours)] : []));
  const refundIds = named(refundId.matches, (text) => refundId.decode(text));
  const known = refundIds.length > 0 ? await refunds.in(shop).find({ _id: { $in: refundIds } }) : [];
  const paymentIds = [...named(paymentId.matches, (text) => paymentId.decode(text)), ...known.map((refund) => refund.paymentId)];
  const names = lines.flatMap(({ ours, of }) => (ours ? [] : namesOf(of)));
  const found = [
    ...(paymentIds.length > 0 ? await payments.in(shop).find({ _id: { $in: paymentIds } }) : []),
    ...(names.length > 0 ? await payments.in(shop).find({ names: { $in: names } }) : []),
  ].filter((payment) => isFrom(payment, account));
  const byId = new Map(found.map((payment) => [payment._id.toHexString(), payment]));
  const ids = [...byId.values()].map(({ _id }) => _id);
  const unnamed = lines.some(({ kind, ours }) => kind === 'REFUND' && !ours);
  const others = unnamed ? await refunds.in(shop).find({ paymentId: { $in: ids } }) : [];
  const disputed = lines.some(({ kind }) => kind === 'DISPUTE') ? await disputes.in(shop).find({ paymentId: { $in: ids } }) : [];
  const strange = await strangersAmong(account, lines, new Set([...byId.keys(), ...known.map(({ _id }) => _id.toHexString())]));
  const byTheirNames = byName(found);
  return lines.map((line) => {
    const none = { id: null, elsewhere: line.ours !== null && strange.has(line.ours), payment: null, refund: null, disputes: [] };
    if (line.kind !== 'PAYMENT' && line.kind !== 'REFUND' && line.kind !== 'DISPUTE') return none;
    const told = line.ours && refundId.matches(line.ours) ? (known.find((one) => refundId.encode(one._id) === line.ours) ?? null) : null;
    const payment = told
      ? (byId.get(told.paymentId.toHexString()) ?? null)
      : line.ours && paymentId.matches(line.ours)
        ? (byId.get(paymentId.decode(line.ours).toHexString()) ?? null)
        : (namesOf(line.of)
            .map((name) => byTheirNames.get(name))
            .find(Boolean) ?? null);
    if (!payment) return none;
    const refund =
      line.kind === 'REFUND'
        ? (told ??
          refundMeant(
            line,
            others.filter((one) => one.paymentId.equals(payment._id)),
          ))
        : null;
    const id = line.kind === 'REFUND' ? refund && refundId.encode(refund._id) : paymentId.encode(payment._id);
    return { ...none, elsewhere: false, id, payment, refund, disputes: disputed.filter((one) => one.paymentId.equals(payment._id)) };
  });
}

/** A refund that was made at the provider bears a name of its own there. */
function refundMeant(line: BillLine, candidates: readonly Refund[]): Refund | null {
  const names = new Set([line.reference, ...Object.values(line.of)]);
  const byReference = candidates.find(({ references }) => Object.values(references).some((name) => names.has(name)));
  const sameAmount = candidates.filter(({ amount }) => amount === Math.abs(line.amount));
  return byReference ?? (sameAmount.length === 1 ? sameAmount[0]! : null);
}

function byName(found: readonly Payment[]): Map<string, Payment> {
  return new Map(found.flatMap((payment) => namesOf(payment.references).map((name) => [name, payment] as const)));
}

/**
 * Of the ids of ours that this shop does not know, those of other shops that are paid on the same account of the provider: its bill
 * tells of all of them.
 */
async function strangersAmong(account: PaymentAccount, lines: readonly BillLine[], known: ReadonlySet<string>): Promise<Set<string>> {
  const unknown = lines.flatMap(({ ours }) => (ours && !known.has(ours.slice(ours.indexOf('_') + 1)) ? [ours] : []));
  const strange = new Set<string>();
  if (unknown.length === 0 || account.externalId === null) return strange;
  const reason = 'a bill of an account that several shops share names payments of all of them';
  const same = { externalAccount: account.externalId, shopId: { $ne: account.shopId } };
  const fields = { projection: { _id: 1 } };
  const ids = unknown.filter(paymentId.matches).map((id) => paymentId.decode(id));
  if (ids.length > 0)
    for (const { _id } of await acrossShops<Payment>(payments.name, reason).find({ _id: { $in: ids }, ...same }, fields))
      strange.add(paymentId.encode(_id));
  const gone = unknown.filter(refundId.matches).map((id) => refundId.decode(id));
  if (gone.length > 0) {
    const theirs = await acrossShops<Refund>(refunds.name, reason).find({ _id: { $in: gone }, shopId: { $ne: account.shopId } });
    const paid = await acrossShops<Payment>(payments.name, reason).find(
      { _id: { $in: theirs.map((refund) => refund.paymentId) }, ...same },
      fields,
    );
    const ofSame = new Set(paid.map(({ _id }) => _id.toHexString()));
    for (const refund of theirs) if (ofSame.has(refund.paymentId.toHexString())) strange.add(refundId.encode(refund._id));
  }
  return strange;
}

/** What other lines of any bill say of the money that a line moved. */
export interface Siblings {
  isSecond(line: Pick<BillLine, 'kind' | 'reference'>, subject: string): boolean;
  isUndone(line: Pick<BillLine, 'kind' | 'reference'>, subject: string): boolean;
}

/** Reads all lines about these subjects, which are written down before. A movement that two bills tell of is one. */
export async function siblingsOf(shop: ShopContext, subjects: readonly string[]): Promise<Siblings> {
  const same =
    subjects.length === 0
      ? []
      : await readLines
          .in(shop)
          .find({ subject: { $in: [...subjects] } }, { sort: { at: 1, _id: 1 }, fields: ['subject', 'kind', 'reference', 'amount'] });
  const first = new Map<string, string>();
  const undone = new Set<string>();
  for (const { subject, kind, reference, amount } of same) {
    const name = `${kind}/${subject}`;
    if (amount < 0) undone.add(name);
    else if (!first.has(name)) first.set(name, reference);
  }
  return {
    isSecond: ({ kind, reference }, subject) => first.has(`${kind}/${subject}`) && first.get(`${kind}/${subject}`) !== reference,
    isUndone: ({ kind }, subject) => undone.has(`${kind}/${subject}`),
  };
}

export const oursOf = (line: BillLine, { id, payment, refund, disputes }: Subject, siblings: Siblings): Ours => ({
  payment,
  refund,
  disputes,
  second: id !== null && siblings.isSecond(line, id),
  undone: id !== null && siblings.isUndone(line, id),
});

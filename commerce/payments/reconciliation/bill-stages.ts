import { Types } from 'mongoose';
import type { ShopContext } from '#tenants/index.js';
import type { PaymentAccount } from '../account.model.js';
import { adjustmentEntry, type Billed, bookBilled, commissionEntry, feeEntry, type NewEntry, payoutEntry } from '../ledger.js';
import { kindOf, type LedgerEntry, ledgerEntries } from '../ledger.model.js';
import { isFrom } from '../mismatch.js';
import { type Payment, paymentId, payments } from '../payment.model.js';
import type { BillLine } from '../provider.js';
import { type Refund, refundId, refunds } from '../refund.model.js';
import { type LineOutcome, type ReadLine, readLines } from './bill-line.model.js';
import { type Difference, differences } from './difference.model.js';
import { type Found, recordDifferences, resolveGone } from './differences.js';
import { compare } from './match.js';
import type { Reconciliation } from './reconciliation.model.js';
import { oursOf, type Siblings, type Subject, siblingsOf, subjectsOf } from './subjects.js';

const BATCH = 200;

/** So far a stage got within its slice: `after` is where its next begins, null: it is through. */
type Through = { after: string | null };
const behind = (after: string | null) => (after ? { _id: { $gt: new Types.ObjectId(after) } } : {});

/** Matches the bill's lines with payments, refunds and disputes, books its fees and payouts, and lists what differs. */
export async function matchLines(
  shop: ShopContext,
  account: PaymentAccount,
  run: Reconciliation,
  after: string | null,
  until: number,
): Promise<Through> {
  for (let place = after; ; ) {
    const lines = await readLines.in(shop).find({ reconciliationId: run._id, ...behind(place) }, { sort: { _id: 1 }, limit: BATCH });
    if (lines.length === 0) return { after: null };
    await matchBatch(shop, account, lines);
    place = lines.at(-1)!._id.toHexString();
    if (lines.length < BATCH) return { after: null };
    if (Date.now() >= until) return { after: place };
  }
}

async function matchBatch(shop: ShopContext, account: PaymentAccount, lines: readonly ReadLine[]): Promise<void> {
  const subjects = await subjectsOf(shop, account, lines);
  await readLines.in(shop).bulkWrite(
    lines.flatMap(({ _id }, at) => {
      const subject = subjects[at]!.id;
      return subject ? [{ update: { _id }, change: { $set: { subject } } }] : [];
    }),
  );
  const siblings = await siblingsOf(shop, idsOf(subjects));
  const judged = lines.map((line, at) => judge(account, line, subjects[at]!, siblings));
  await bookBilled(
    shop,
    judged.flatMap(({ entries }) => entries),
  );
  await recordDifferences(
    shop,
    judged.flatMap(({ found }) => (found ? [found] : [])),
  );
  // A line that came late answers what was open of an earlier day.
  await resolveGone(
    shop,
    subjects.flatMap(({ id }) => (id ? [`MISSING_THERE/${id}`] : [])),
  );
  await readLines.in(shop).bulkWrite(judged.map(({ _id, outcome }) => ({ update: { _id }, change: { $set: { outcome } } })));
}

const idsOf = (subjects: readonly Subject[]): string[] => subjects.flatMap(({ id }) => id ?? []);

interface Judged {
  _id: Types.ObjectId;
  outcome: LineOutcome;
  found: Found | null;
  entries: NewEntry[];
}

function judge(account: PaymentAccount, line: ReadLine, subject: Subject, siblings: Siblings): Judged {
  if (subject.elsewhere) return { _id: line._id, outcome: 'ELSEWHERE', found: null, entries: [] };
  const found = differenceAt(account, line, subject, siblings);
  const isAbout = line.kind === 'PAYMENT' || line.kind === 'REFUND' || line.kind === 'DISPUTE';
  const outcome = found ? 'DIFFERENT' : isAbout ? 'MATCHED' : 'BOOKED';
  return { _id: line._id, outcome, found, entries: entriesOf(account, line, subject) };
}

function differenceAt(account: PaymentAccount, line: BillLine, subject: Subject, siblings: Siblings): Found | null {
  const finding = compare(line, oursOf(line, subject, siblings));
  if (!finding) return null;
  const { kind, ours, reference, of, amount, currency, fee, at } = line;
  return {
    key: `${finding.kind}/${account.provider}/${kind}/${reference}`,
    kind: finding.kind,
    accountId: account._id,
    orderId: subject.payment?.orderId ?? null,
    paymentId: subject.payment?._id ?? null,
    refundId: subject.refund?._id ?? null,
    ours: finding.ours,
    theirs: { amount, currency, status: kind },
    line: { kind, ours, reference, of, amount, currency, fee, at },
  };
}

/**
 * What a line brings into the ledger: what the provider kept, shared, paid out or moved for other reasons. What buyers paid, got back or
 * dispute is booked where it is believed.
 */
function entriesOf({ provider }: PaymentAccount, line: ReadLine, { payment }: Subject): NewEntry[] {
  const about = { orderId: payment?.orderId ?? null, paymentId: payment?._id ?? null };
  const billed = (amount: number): Billed => ({ ...about, provider, reference: line.reference, currency: line.currency, amount });
  const commission = line.commission ?? 0;
  const of = (kind: BillLine['kind']) => (line.kind === kind ? line.amount : 0);
  return [
    feeEntry(billed(line.fee - commission + of('FEE'))),
    commissionEntry(billed(commission + of('COMMISSION'))),
    payoutEntry(billed(of('PAYOUT'))),
    adjustmentEntry(billed(of('OTHER'))),
  ];
}

const HOUR = 3600_000;

/**
 * What was booked here and must stand in the bill of this day at the latest: a provider knows of it before we do. Days of two calendars
 * are read, Beijing's, which ends at 16:00 UTC, and UTC's; what a later bill still brings resolves itself.
 */
function windowOf(day: string): { $gte: Date; $lt: Date } {
  const midnight = new Date(`${day}T00:00:00Z`).getTime();
  return { $gte: new Date(midnight - 8 * HOUR), $lt: new Date(midnight + 16 * HOUR) };
}

/** Looks for payments and refunds that were booked here and stand in no bill. */
export async function lookForMissing(
  shop: ShopContext,
  account: PaymentAccount,
  run: Reconciliation,
  after: string | null,
  until: number,
): Promise<Through> {
  for (let place = after; ; ) {
    const entries = await ledgerEntries.in(shop).find(bookedIn(run.day, place), { sort: { createdAt: 1, _id: 1 }, limit: BATCH });
    await recordDifferences(shop, await missingAmong(shop, account, entries));
    const last = entries.at(-1);
    if (!last || entries.length < BATCH) return { after: null };
    place = `${last.createdAt.toISOString()} ${last._id.toHexString()}`;
    if (Date.now() >= until) return { after: place };
  }
}

function bookedIn(day: string, after: string | null) {
  const createdAt = windowOf(day);
  if (!after) return { createdAt };
  const [moment, id] = after.split(' ') as [string, string];
  const at = new Date(moment);
  return { $or: [{ createdAt: { ...createdAt, $gt: at } }, { createdAt: at, _id: { $gt: new Types.ObjectId(id) } }] };
}

async function missingAmong(shop: ShopContext, account: PaymentAccount, entries: readonly LedgerEntry[]): Promise<Found[]> {
  const moved = entries.filter((entry) => kindOf(entry) === 'capture' || kindOf(entry) === 'refund');
  if (moved.length === 0) return [];
  const paid = await payments.in(shop).find({ _id: { $in: moved.flatMap((entry) => entry.paymentId ?? []) } });
  const ofAccount = new Map(paid.filter((one) => isFrom(one, account)).map((one) => [one._id.toHexString(), one]));
  const refundIds = moved.flatMap(({ key }) => (key.startsWith('refund/') ? [new Types.ObjectId(key.slice(7))] : []));
  const given = refundIds.length > 0 ? await refunds.in(shop).find({ _id: { $in: refundIds }, status: 'SUCCEEDED' }) : [];
  const expected = [
    ...moved.flatMap((entry) => {
      const payment = kindOf(entry) === 'capture' && ofAccount.get(entry.paymentId!.toHexString());
      return payment ? [{ id: paymentId.encode(payment._id), payment, refund: null }] : [];
    }),
    ...given.flatMap((refund) => {
      const payment = ofAccount.get(refund.paymentId.toHexString());
      return payment ? [{ id: refundId.encode(refund._id), payment, refund }] : [];
    }),
  ];
  const there = new Set(await readLines.in(shop).distinct<string>('subject', { subject: { $in: expected.map(({ id }) => id) } }));
  return expected.filter(({ id }) => !there.has(id)).map((one) => missingThere(account, one));
}

const missingThere = (account: PaymentAccount, { id, payment, refund }: { id: string; payment: Payment; refund: Refund | null }): Found => {
  const { amount, currency, status } = refund ?? payment;
  return {
    key: `MISSING_THERE/${id}`,
    kind: 'MISSING_THERE',
    accountId: account._id,
    orderId: payment.orderId,
    paymentId: payment._id,
    refundId: refund?._id ?? null,
    ours: { amount, currency, status },
    theirs: null,
  };
};

/** Looks again at what is still open of the account: what agrees by now resolves itself. */
export async function lookAgain(
  shop: ShopContext,
  account: PaymentAccount,
  _run: Reconciliation,
  after: string | null,
  until: number,
): Promise<Through> {
  for (let place = after; ; ) {
    const open = await differences
      .in(shop)
      .find({ status: 'OPEN', accountId: account._id, ...behind(place) }, { sort: { _id: 1 }, limit: BATCH });
    await compareAgain(shop, account, open);
    if (open.length < BATCH) return { after: null };
    place = open.at(-1)!._id.toHexString();
    if (Date.now() >= until) return { after: place };
  }
}

/** Compares differences of an account's bills again with what is recorded now. */
export async function compareAgain(shop: ShopContext, account: PaymentAccount, open: readonly Difference[]): Promise<void> {
  const ofLines = open.flatMap((difference) => (difference.line ? [{ difference, line: difference.line }] : []));
  const subjects = await subjectsOf(
    shop,
    account,
    ofLines.map(({ line }) => line),
  );
  const siblings = await siblingsOf(shop, idsOf(subjects));
  const now = ofLines.map(({ difference, line }, at) => {
    const found = differenceAt(account, line, subjects[at]!, siblings);
    return { difference, found, isGone: subjects[at]!.elsewhere || found?.key !== difference.key };
  });
  const gone = now.filter(({ isGone }) => isGone);
  await recordDifferences(
    shop,
    gone.flatMap(({ found }) => (found ? [found] : [])),
  );
  await resolveGone(shop, [...gone.map(({ difference }) => difference.key), ...(await answered(shop, open))]);
}

/** MISSING_THERE that a bill has by now, or that is a refund which failed after all. */
async function answered(shop: ShopContext, open: readonly Difference[]): Promise<string[]> {
  const missing = open.filter(({ kind }) => kind === 'MISSING_THERE');
  if (missing.length === 0) return [];
  const idOf = ({ key }: Difference) => key.slice('MISSING_THERE/'.length);
  const there = new Set(await readLines.in(shop).distinct<string>('subject', { subject: { $in: missing.map(idOf) } }));
  const failed = await refunds.in(shop).find({ _id: { $in: missing.flatMap(({ refundId: id }) => id ?? []) }, status: 'FAILED' });
  const isFailed = ({ refundId: id }: Difference) => failed.some(({ _id }) => id?.equals(_id));
  return missing.filter((one) => there.has(idOf(one)) || isFailed(one)).map(({ key }) => key);
}

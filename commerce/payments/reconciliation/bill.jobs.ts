import { randomUUID } from 'node:crypto';
import { log } from '#platform/log.js';
import { type Again, type OutboxEvent, type ShopContext, shopId } from '#tenants/index.js';
import { type PaymentAccount, paymentAccounts } from '../account.model.js';
import { openAccount } from '../opened.js';
import { type BillLine, ProviderError } from '../provider.js';
import { providers } from '../providers.js';
import { type ReadLine, readLines } from './bill-line.model.js';
import { lookAgain, lookForMissing, matchLines } from './bill-stages.js';
import { differences } from './difference.model.js';
import { isOver, type Reconciliation, reconciliationId, reconciliations } from './reconciliation.model.js';

const SLICE_MS = 2000;
const BATCH = 500;
/** A provider that has made no bill is asked again so often, and given up after so long. */
const ASK_AGAIN_MS = 3600_000;
const GIVEN_UP_MS = 5 * 86_400_000;
/** Late lines of the next days answer to these. */
const LINES_KEPT_MS = 60 * 86_400_000;
/** A process that reads a bill says so again with each slice; after that it has died, and another begins anew. */
const READER_MS = 60_000;

const STAGES = ['READ', 'MATCH', 'MISSING', 'AGAIN'] as const;
type Stage = (typeof STAGES)[number];

/**
 * The task `bill.reconcile`: reads a day's bill line by line, matches each with what is recorded here, looks for what the bill lacks,
 * and looks again at what is still open. Each stage goes on where the last slice ended; a second run of any changes nothing.
 */
export async function reconcileBill(shop: ShopContext, { data }: Pick<OutboxEvent, 'data'>): Promise<Again | undefined> {
  const id = String(data.reconciliation);
  const run = await reconciliations.in(shop).findOne({ _id: reconciliationId.decode(id) });
  if (!run || isOver(run)) return undefined;
  const account = await paymentAccounts.in(shop).findOne({ _id: run.accountId! });
  if (!account) return void (await end(shop, run, { status: 'FAILED', error: 'The account is gone' }));
  const stage = (data.stage as Stage | undefined) ?? 'READ';
  const until = Date.now() + SLICE_MS;
  if (stage === 'READ') {
    const read = await readBill(shop, account, run, until);
    if (read === 'over') return undefined;
    if (read instanceof Date) return { again: true, at: read };
    return { again: true, data: { reconciliation: id, stage: read === 'more' ? 'READ' : 'MATCH' } };
  }
  const after = data.after ? String(data.after) : null;
  const work = { MATCH: matchLines, MISSING: lookForMissing, AGAIN: lookAgain }[stage];
  const { after: next } = await work(shop, account, run, after, until);
  if (next) return { again: true, data: { reconciliation: id, stage, after: next } };
  const following = STAGES[STAGES.indexOf(stage) + 1];
  if (following) return { again: true, data: { reconciliation: id, stage: following } };
  await finish(shop, run);
  return undefined;
}

/** Bills that this process has open between two slices: a provider's bill cannot be begun in its middle. */
const open = new Map<string, { lines: AsyncIterator<BillLine>; usedAt: number }>();
const thisProcess = randomUUID();

/** `more`: its next slice goes on. A date: it is looked at again then. `over`: there is nothing to match. */
async function readBill(
  shop: ShopContext,
  account: PaymentAccount,
  run: Reconciliation,
  until: number,
): Promise<'more' | 'whole' | 'over' | Date> {
  const now = new Date();
  closeLeft(now.getTime());
  const free = { $or: [{ reader: null }, { reader: thisProcess }, { readUntil: { $lt: now } }] };
  const mine = { status: 'RUNNING' as const, reader: thisProcess, readUntil: new Date(now.getTime() + READER_MS) };
  if (!(await reconciliations.in(shop).set({ _id: run._id, ...free }, { $set: mine }))) return new Date(now.getTime() + SLICE_MS);
  const key = run._id.toHexString();
  try {
    const lines = open.get(key)?.lines ?? (await begin(shop, account, run));
    if (!lines) return await wait(shop, run);
    open.set(key, { lines, usedAt: now.getTime() });
    for (let batch = await next(lines); batch.length > 0; batch = await next(lines)) {
      await keep(shop, run, batch);
      if (Date.now() >= until) return 'more';
    }
    open.delete(key);
    return 'whole';
  } catch (error) {
    open.delete(key);
    if (!(error instanceof ProviderError)) throw error;
    log.warn({ err: error, reconciliation: key, shop: shopId.encode(shop.shopId) }, 'A bill could not be read');
    if (!error.final) return wait(shop, run, error.message);
    await end(shop, run, { status: 'FAILED', error: error.message });
    return 'over';
  }
}

async function begin(shop: ShopContext, account: PaymentAccount, { day }: Reconciliation): Promise<AsyncIterator<BillLine> | null> {
  const lines = await providers[account.provider].online?.bill?.(await openAccount(shop, account), day);
  return lines ? lines[Symbol.asyncIterator]() : null;
}

async function next(lines: AsyncIterator<BillLine>): Promise<BillLine[]> {
  const batch: BillLine[] = [];
  while (batch.length < BATCH) {
    const { done, value } = await lines.next();
    if (done) break;
    batch.push(value);
  }
  return batch;
}

/** A bill that nobody has asked about for so long was taken over by another process. */
function closeLeft(now: number): void {
  for (const [key, { lines, usedAt }] of open) {
    if (now - usedAt < 5 * READER_MS) continue;
    open.delete(key);
    void lines.return?.().catch(() => {});
  }
}

/** Lines that were read before, by another process, are there already. */
async function keep(shop: ShopContext, run: Reconciliation, lines: readonly BillLine[]): Promise<void> {
  const expiresAt = new Date(Date.now() + LINES_KEPT_MS);
  const inserts = lines.map((line) => ({
    insert: { ...line, reconciliationId: run._id, subject: null, outcome: null, expiresAt } satisfies Omit<ReadLine, '_id' | 'shopId'>,
  }));
  const { refused } = await readLines.in(shop).bulkWrite(inserts);
  const other = refused.find(({ code }) => code !== 11000);
  if (other) throw new Error(`A line of a bill could not be written: ${other.message}`);
}

async function wait(shop: ShopContext, run: Reconciliation, error: string | null = null): Promise<'over' | Date> {
  const at = new Date(Date.now() + ASK_AGAIN_MS);
  if (at.getTime() - run.createdAt.getTime() > GIVEN_UP_MS) {
    await end(shop, run, { status: 'FAILED', error: error ?? 'The provider has made no bill of this day' });
    return 'over';
  }
  await reconciliations.in(shop).set({ _id: run._id }, { $set: { status: 'WAITING', error, reader: null, readUntil: null } });
  return at;
}

const end = (shop: ShopContext, run: Reconciliation, change: Partial<Reconciliation>) =>
  reconciliations.in(shop).set({ _id: run._id }, { $set: { ...change, reader: null, readUntil: null, finishedAt: new Date() } });

async function finish(shop: ShopContext, run: Reconciliation): Promise<void> {
  const count = (outcome?: ReadLine['outcome']) => readLines.in(shop).count({ reconciliationId: run._id, ...(outcome ? { outcome } : {}) });
  const [lines, matched, different] = [await count(), await count('MATCHED'), await count('DIFFERENT')];
  const found = { accountId: run.accountId, kind: 'MISSING_THERE' as const, createdAt: { $gte: run.createdAt } };
  const missing = await differences.in(shop).count(found);
  await end(shop, run, { status: 'COMPLETED', error: null, lines, matched, differences: different + missing });
  const facts = { reconciliation: reconciliationId.encode(run._id), shop: shopId.encode(shop.shopId), lines, matched };
  if (different + missing > 0) log.warn({ ...facts, differences: different + missing }, "A provider's bill differs from what is recorded");
  else log.info(facts, "A provider's bill agrees with what is recorded");
}

import { isDeepStrictEqual } from 'node:util';
import { collectionId, collections, deleteCollection } from '#commerce/catalog/index.js';
import { keepJournal, UNDO_MS, type Undone, undoNext } from '#commerce/inventory/index.js';
import { digest } from '#platform/crypto.js';
import { NotFound, UserError } from '#platform/errors.js';
import {
  type Again,
  type AgencyContext,
  acrossShops,
  changeShop,
  getShop,
  type OutboxEvent,
  plan,
  type ShopContext,
  shopForJob,
  transaction,
} from '#tenants/index.js';
import { type CollectionContent, contentOf } from './apply-collections.js';
import {
  type ApplicationChange,
  applicationChanges,
  applicationId,
  applications,
  type BlueprintApplication,
  type BlueprintRollout,
  rolloutId,
} from './rollout.model.js';
import { applicationStates } from './rollout.state.js';
import { cancelRollout, getRollout } from './rollouts.js';
import { keepProductsTaken, keepTaken, type SettingName } from './takings.js';

const SLICE_MS = 1500;

/** Until then what an application did can be undone; null where there is nothing to undo. */
export function undoableUntil({ status, startedAt, dryRun }: BlueprintApplication): Date | null {
  if (!startedAt || dryRun || !applicationStates.allows(status, 'undo')) return null;
  return new Date(startedAt.getTime() + UNDO_MS);
}

const canUndo = (one: BlueprintApplication): boolean => (undoableUntil(one) ?? new Date(0)) > new Date();

const refusal = () =>
  new UserError(
    'WRONG_STATE',
    'There is nothing to undo: a roll-out is undone within a day of its beginning, once, and not while it runs',
    ['rollout'],
  );

/** Takes back what a roll-out did in one shop. @throws {UserError} NOT_FOUND, WRONG_STATE */
export async function undoIn(shop: ShopContext, rollout: string): Promise<BlueprintApplication> {
  const wanted = { rolloutId: rolloutId.decode(rollout, ['rollout']) };
  return transaction(shop, async (tx) => {
    const found = await applications.in(tx).findOne(wanted);
    if (!found) throw new NotFound(rollout, ['rollout']);
    if (found.status === 'UNDOING' || found.status === 'UNDONE') return found;
    if (!canUndo(found)) throw refusal();
    return (await beginUndo(tx, found))!;
  });
}

/** The same in all its shops. One that has stopped is over with it. @throws {UserError} NOT_FOUND, WRONG_STATE */
export async function undoRollout(agency: AgencyContext, id: string): Promise<BlueprintRollout> {
  let rollout = await getRollout(agency, id);
  if (rollout.status === 'RUNNING') throw new UserError('WRONG_STATE', 'The roll-out is RUNNING: cancel it first', ['rollout']);
  if (rollout.status === 'STOPPED') rollout = await cancelRollout(agency, id);
  const all = await acrossShops<BlueprintApplication>(applications.name, 'an agency takes back what one blueprint did in many shops').find({
    _id: { $in: rollout.applications.map((one) => one.applicationId) },
    shopId: { $in: rollout.applications.map((one) => one.shopId) },
  });
  const undoable: { shop: ShopContext; one: BlueprintApplication }[] = [];
  for (const one of all.filter(canUndo)) undoable.push({ shop: await shopForJob(one.shopId, 'blueprint.undo'), one });
  if (undoable.length === 0 && !all.some(({ status }) => status === 'UNDOING' || status === 'UNDONE')) throw refusal();
  await transaction(agency, async (tx) => {
    for (const { shop, one } of undoable) await beginUndo(shop.within(tx.session!), one);
  });
  return rollout;
}

async function beginUndo(tx: ShopContext, { _id }: BlueprintApplication): Promise<BlueprintApplication | null> {
  const begun = await applications
    .in(tx)
    .update({ _id, status: { $in: applicationStates.startsOf('undo') } }, { $set: { status: 'UNDOING' } });
  const application = applicationId.encode(_id);
  if (!begun) return null;
  const expiresAt = await keepJournal(tx, _id);
  await applicationChanges.in(tx).updateMany({ applicationId: _id }, { $set: { expiresAt } });
  await plan(tx, { type: 'blueprint.undo', queue: 'imports', data: { application }, subject: application });
  return begun;
}

/** One slice of taking an application back: products first, then collections and settings, the newest change first. */
export async function undoApplication(shop: ShopContext, { data }: Pick<OutboxEvent, 'data'>): Promise<Again | undefined> {
  const until = Date.now() + SLICE_MS;
  const _id = applicationId.decode(String(data.application));
  const current = await applications.in(shop).findOne({ _id, status: 'UNDOING' });
  if (!current) return undefined;
  const count = async (tx: ShopContext, { removed, restored, kept }: Undone) => {
    const counts = { 'undone.removed': removed, 'undone.restored': restored, 'undone.kept': kept };
    await applications.in(tx).set({ _id }, { $inc: counts as never });
  };
  while (await undoNext(shop, _id, count)) if (Date.now() >= until) return { again: true };
  while (await undoChange(shop, current, count)) if (Date.now() >= until) return { again: true };
  await transaction(shop, async (tx) => {
    const done = await applications
      .in(tx)
      .set({ _id, status: { $in: applicationStates.startsOf('undone') } }, { $set: { status: 'UNDONE' } });
    if (done && current.parts.includes('PRODUCTS')) await keepProductsTaken(tx, current.blueprintShopId, current.knownThrough);
  });
  return undefined;
}

/** False where nothing is left. */
function undoChange(
  shop: ShopContext,
  current: BlueprintApplication,
  count: (tx: ShopContext, undone: Undone) => Promise<void>,
): Promise<boolean> {
  return transaction(shop, async (tx) => {
    const change = await applicationChanges.in(tx).findOne({ applicationId: current._id }, { sort: { _id: -1 } });
    if (!change) return false;
    const outcome = change.kind === 'SETTING' ? await restoreSetting(tx, change) : await restoreCollection(tx, change);
    if (outcome !== 'kept') await keepTaken(tx, current.blueprintShopId, change.kind, new Map([[change.key, change.taken]]));
    await count(tx, { removed: 0, restored: 0, kept: 0, [outcome]: 1 });
    await applicationChanges.in(tx).remove({ _id: change._id });
    return true;
  });
}

async function restoreSetting(tx: ShopContext, { key, before, after }: ApplicationChange): Promise<keyof Undone> {
  const { settings } = await getShop(tx);
  if (!isDeepStrictEqual(settings[key as keyof typeof settings], after)) return 'kept';
  await changeShop(tx, before === undefined ? { without: [key as SettingName] } : { settings: { [key]: before } });
  return 'restored';
}

async function restoreCollection(tx: ShopContext, { collectionId: _id, before, after, taken }: ApplicationChange): Promise<keyof Undone> {
  const now = await collections.in(tx).findOne({ _id: _id! });
  if (!now || digest(contentOf(now)) !== after) return 'kept';
  if (before === undefined) {
    await deleteCollection(tx, collectionId.encode(now._id));
    return 'removed';
  }
  const content = before as CollectionContent;
  const holder = await collections.in(tx).findOne({ handle: content.handle }, { fields: ['handle'] });
  if (holder && !holder._id.equals(now._id)) return 'kept';
  // What nobody had touched since the shop was opened is untouched again.
  await collections.in(tx).set({ _id: now._id }, { $set: { ...content, updatedAt: taken === undefined ? now.createdAt : new Date() } });
  return 'restored';
}

import { Types } from 'mongoose';
import { z } from 'zod';
import { NotFound, UserError } from '#platform/errors.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import { type AgencyContext, acrossShops, agencyForJob, complete, type ShopContext, shopId, transaction } from '#tenants/index.js';
import { stepsOf } from './checkpoint.js';
import {
  applicationId,
  applications,
  BLUEPRINT_PARTS,
  type BlueprintApplication,
  type BlueprintRollout,
  NO_COUNTS,
  rolloutId,
  rollouts,
} from './rollout.model.js';
import { type ApplicationStatus, applicationStates, rolloutStates } from './rollout.state.js';
import { goOn, planApplying, wavesOf } from './waves.js';

const MOST_SHOPS = 1000;

export const BlueprintApply = z.object({
  blueprint: z.string(),
  dryRun: z
    .boolean()
    .nullish()
    .transform((dryRun) => dryRun ?? false),
  parts: z
    .array(z.enum(BLUEPRINT_PARTS))
    .min(1, 'names no part: leave it out for all of them')
    .nullish()
    .transform((parts) => BLUEPRINT_PARTS.filter((part) => parts?.includes(part) ?? true)),
});
export type BlueprintApply = z.output<typeof BlueprintApply>;

/**
 * Starts a blueprint on its way into all these shops of its agency, or into none: one shop first, then some, then the rest.
 * @throws {UserError} INVALID_INPUT, NOT_FOUND
 */
export async function startRollout(
  blueprint: ShopContext,
  shops: readonly ShopContext[],
  { dryRun, parts }: Omit<BlueprintApply, 'blueprint'>,
): Promise<BlueprintRollout> {
  checkShops(blueprint, shops);
  const waves = wavesOf(shops.length);
  const createdAt = new Date();
  const _id = new Types.ObjectId();
  const waveOf = (index: number) => waves.findIndex((_size, at) => index < waves.slice(0, at + 1).reduce((sum, one) => sum + one, 0)) + 1;
  const given = { agencyId: blueprint.agencyId, rolloutId: _id, blueprintShopId: blueprint.shopId, parts, dryRun, createdAt };
  return transaction(agencyForJob(blueprint.agencyId, 'blueprint.apply'), async (tx) => {
    const started: BlueprintApplication[] = [];
    for (const [index, shop] of shops.entries())
      started.push(await applications.in(shop.within(tx.session!)).insert({ ...fresh(given), wave: waveOf(index) }));
    await planApplying(shops[0]!.within(tx.session!), started[0]!._id);
    const rollout = await rollouts.in(tx).insert({
      _id,
      blueprintShopId: blueprint.shopId,
      parts,
      dryRun,
      status: 'RUNNING',
      wave: 1,
      waves,
      forgiven: 0,
      stoppedBecause: null,
      applications: started.map((one) => ({ shopId: one.shopId, applicationId: one._id, wave: one.wave })),
      createdAt,
      finishedAt: null,
    });
    await complete(shops[0]!.within(tx.session!), rolloutId.encode(_id));
    return rollout;
  });
}

function checkShops(blueprint: ShopContext, shops: readonly ShopContext[]): void {
  if (shops.length === 0 || shops.length > MOST_SHOPS)
    throw new UserError('INVALID_INPUT', `shops: takes 1 to ${MOST_SHOPS} shops, not ${shops.length}`, ['shops']);
  const met = new Set<string>();
  for (const [index, { shopId: id, agencyId }] of shops.entries()) {
    const field = ['shops', String(index)];
    if (!agencyId.equals(blueprint.agencyId)) throw new NotFound(shopId.encode(id), field);
    if (id.equals(blueprint.shopId)) throw new UserError('INVALID_INPUT', 'shops: names the blueprint itself', field);
    if (met.has(id.toHexString())) throw new UserError('INVALID_INPUT', `shops: names ${shopId.encode(id)} twice`, field);
    met.add(id.toHexString());
  }
}

function fresh(
  given: Pick<BlueprintApplication, 'agencyId' | 'rolloutId' | 'blueprintShopId' | 'parts' | 'dryRun' | 'createdAt'>,
): Omit<BlueprintApplication, '_id' | 'shopId' | 'wave'> {
  return {
    ...given,
    ...NO_COUNTS,
    status: 'QUEUED',
    next: { step: stepsOf(given.parts)[0]!, after: null },
    knownThrough: null,
    newShelves: [],
    problems: [],
    lines: [],
    failures: 0,
    undone: { removed: 0, restored: 0, kept: 0 },
    startedAt: null,
    finishedAt: null,
  };
}

/** @throws {NotFound} */
export async function getRollout(agency: AgencyContext, id: string): Promise<BlueprintRollout> {
  const found = await rollouts.in(agency).findOne({ _id: rolloutId.decode(id, ['rollout']) });
  if (!found) throw new NotFound(id, ['rollout']);
  return found;
}

/** The same for whoever knows one shop of it alone: what a repeated request reads. */
export const getRolloutOf = (shop: ShopContext, id: string): Promise<BlueprintRollout> =>
  getRollout(agencyForJob(shop.agencyId, 'blueprint.apply'), id);

/** One shop's part of a roll-out of this agency. @throws {NotFound} */
export async function getApplication(agency: AgencyContext, id: string): Promise<BlueprintApplication> {
  const found = await across().findOne({ _id: applicationId.decode(id, ['id']), agencyId: agency.agencyId });
  if (!found) throw new NotFound(id, ['id']);
  return found;
}

/** The newest first. */
export const listRollouts = (agency: AgencyContext, args: PageArgs): Promise<Page<BlueprintRollout>> =>
  page<BlueprintRollout>((filter, reading) => rollouts.in(agency).find(filter, reading), {}, [['_id', -1]], args);

/** The shops of a roll-out, in the order of their waves. */
export async function listApplications(
  rollout: BlueprintRollout,
  { statuses, ...args }: PageArgs & { statuses?: readonly ApplicationStatus[] | null | undefined },
): Promise<Page<BlueprintApplication>> {
  const wanted = statuses ? { status: { $in: [...statuses] } } : {};
  // Made one after the other, they are in the order of their ids.
  return page<BlueprintApplication>(
    (filter, reading) => across().find({ $and: [ofRollout(rollout), filter] }, reading),
    wanted,
    [['_id', 1]],
    args,
  );
}

const across = () => acrossShops<BlueprintApplication>(applications.name, 'an agency follows one blueprint into many shops');
const ofRollout = ({ applications: all }: BlueprintRollout) => ({
  _id: { $in: all.map(({ applicationId: id }) => id) },
  shopId: { $in: all.map(({ shopId: id }) => id) },
});

/** Goes on after a stop: with the shops of the wave that had not begun, then with the waves behind it. @throws {UserError} NOT_FOUND, WRONG_STATE */
export async function continueRollout(agency: AgencyContext, id: string): Promise<BlueprintRollout> {
  const found = await getRollout(agency, id);
  rolloutStates.next(found.status, 'continue');
  await goOn(agency, found);
  return getRollout(agency, id);
}

/**
 * Ends a roll-out: no shop begins any more, and those under way stop where they are. What was done stays, and can be undone. To cancel it
 * again changes nothing.
 * @throws {UserError} NOT_FOUND, WRONG_STATE
 */
export async function cancelRollout(agency: AgencyContext, id: string): Promise<BlueprintRollout> {
  const found = await getRollout(agency, id);
  if (found.status !== 'CANCELLED') rolloutStates.next(found.status, 'cancel');
  const now = new Date();
  const cancelled = await rollouts
    .in(agency)
    .update(
      { _id: found._id, status: { $in: rolloutStates.startsOf('cancel') } },
      { $set: { status: 'CANCELLED', finishedAt: now, stoppedBecause: null } },
    );
  const rollout = cancelled ?? (await getRollout(agency, id));
  if (rollout.status !== 'CANCELLED') rolloutStates.next(rollout.status, 'cancel');
  await across().updateMany(
    { ...ofRollout(rollout), status: { $in: applicationStates.startsOf('cancel') } },
    { $set: { status: 'CANCELLED', finishedAt: now } },
  );
  return rollout;
}

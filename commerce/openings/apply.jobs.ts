import { UserError } from '#platform/errors.js';
import { isUnavailable } from '#platform/mongo.js';
import { type Again, agencyForJob, type OutboxEvent, type ShopContext, shopForJob } from '#tenants/index.js';
import { applyCollections } from './apply-collections.js';
import { applyProducts } from './apply-products.js';
import { applySettings } from './apply-settings.js';
import { Overtaken } from './checkpoint.js';
import { applicationId, applications, type BlueprintApplication, MOST_TOLD, rollouts } from './rollout.model.js';
import { applicationStates } from './rollout.state.js';
import { productsTakenThrough } from './takings.js';
import { settleWave } from './waves.js';

/** Then the job makes room for others and is queued again. */
const SLICE_MS = 1500;
/** Errors of our own at one checkpoint before the shop is given up. */
const MOST_FAILURES = 5;

const STEPS = { SETTINGS: applySettings, COLLECTIONS: applyCollections, PRODUCTS: applyProducts } as const;

/**
 * One slice of a blueprint's way into a shop. Whoever dies in between leaves a checkpoint, and the next slice goes on there; two slices at
 * once are harmless. The slice that finds the shop's part ended looks after its wave.
 */
export async function applyBlueprint(shop: ShopContext, { data }: Pick<OutboxEvent, 'data'>): Promise<Again | undefined> {
  const until = Date.now() + SLICE_MS;
  const _id = applicationId.decode(String(data.application));
  let current = await begun(shop, _id);
  try {
    while (current?.status === 'RUNNING' && current.next) {
      if (Date.now() >= until) return { again: true };
      await step(shop, current);
      current = await applications.in(shop).findOne({ _id });
    }
  } catch (error) {
    if (error instanceof Overtaken) return { again: true };
    if (error instanceof UserError) await fail(shop, _id, error);
    else if (isUnavailable(error) || !(await givenUp(shop, _id))) throw error;
  }
  if (current && current.status !== 'QUEUED') await settleWave(agencyForJob(shop.agencyId, 'blueprint.apply'), current.rolloutId);
  return undefined;
}

/** Begins it, unless its roll-out has stopped: then it waits, or is over. */
async function begun(shop: ShopContext, _id: BlueprintApplication['_id']): Promise<BlueprintApplication | null> {
  const mine = applications.in(shop);
  const found = await mine.findOne({ _id });
  if (found?.status !== 'QUEUED') return found;
  const rollout = await rollouts
    .in(agencyForJob(shop.agencyId, 'blueprint.apply'))
    .findOne({ _id: found.rolloutId }, { fields: ['status'] });
  if (rollout?.status === 'CANCELLED')
    return mine.update({ _id, status: 'QUEUED' }, { $set: { status: 'CANCELLED', finishedAt: new Date() } });
  if (rollout?.status !== 'RUNNING') return found;
  const knownThrough = await productsTakenThrough(shop, found.blueprintShopId);
  const change = { status: 'RUNNING', startedAt: new Date(), knownThrough } as const;
  return (await mine.update({ _id, status: { $in: applicationStates.startsOf('begin') } }, { $set: change })) ?? mine.findOne({ _id });
}

async function step(shop: ShopContext, current: BlueprintApplication): Promise<void> {
  const blueprint = await shopForJob(current.blueprintShopId, 'blueprint.apply', shop.requestId);
  if (blueprint.currency !== shop.currency) {
    const message = `The blueprint's prices are in ${blueprint.currency}, the shop sells in ${shop.currency}`;
    throw new UserError('CURRENCY_MISMATCH', message);
  }
  await STEPS[current.next!.step](blueprint, shop, current);
}

async function fail(
  shop: ShopContext,
  _id: BlueprintApplication['_id'],
  { code, message }: Pick<UserError, 'code' | 'message'>,
): Promise<void> {
  await applications.in(shop).set(
    { _id, status: { $in: applicationStates.startsOf('fail') } },
    {
      $set: { status: 'FAILED', finishedAt: new Date() },
      $push: { problems: { $each: [{ code, message, subject: null }], $position: 0, $slice: MOST_TOLD } },
    },
  );
}

/** Counts an error of our own; true where it was one too many and the shop's part has ended. */
async function givenUp(shop: ShopContext, _id: BlueprintApplication['_id']): Promise<boolean> {
  const counted = await applications.in(shop).update({ _id, status: 'RUNNING' }, { $inc: { failures: 1 } });
  if (!counted || counted.failures < MOST_FAILURES) return false;
  await fail(shop, _id, {
    code: 'INTERNAL',
    message: 'Something went wrong on our side again and again. What is done stays: apply it anew',
  });
  return true;
}

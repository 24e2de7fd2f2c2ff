import type { Types } from 'mongoose';
import { type AgencyContext, acrossShops, plan, type ShopContext, shopForJob, transaction } from '#tenants/index.js';
import { applicationId, applications, type BlueprintApplication, type BlueprintRollout, rollouts } from './rollout.model.js';

/** Of a wave's shops so many may fail. */
const MOST_FAILED = 1 / 10;
const SECOND_WAVE = { share: 1 / 10, atLeast: 5 };

/** One shop, then a tenth of them but five at least, then the rest. */
export function wavesOf(shops: number): number[] {
  const second = Math.min(shops - 1, Math.max(SECOND_WAVE.atLeast, Math.floor(shops * SECOND_WAVE.share)));
  return [1, second, shops - 1 - second].filter((size) => size > 0);
}

/** How a roll-out's wave stands at this moment. */
async function standingOf(rollout: BlueprintRollout): Promise<{ failed: number; open: number }> {
  const shops = shopsIn(rollout, rollout.wave);
  const found = await across().find(
    { _id: { $in: shops.map((one) => one.applicationId) }, shopId: { $in: shops.map((one) => one.shopId) } },
    { projection: { status: 1 } },
  );
  const count = (...statuses: BlueprintApplication['status'][]) => found.filter(({ status }) => statuses.includes(status)).length;
  return { failed: count('FAILED'), open: count('QUEUED', 'RUNNING') };
}

const across = () => acrossShops<BlueprintApplication>(applications.name, 'an agency follows one blueprint into many shops');

const shopsIn = ({ applications: all }: BlueprintRollout, wave: number) => all.filter((one) => one.wave === wave);

/**
 * Looks at a roll-out's wave whenever a shop of it has ended: stops the roll-out where too many have failed, begins the next wave once all
 * have ended, and ends it with the last. Twice is no more than once.
 */
export async function settleWave(agency: AgencyContext, _id: Types.ObjectId): Promise<void> {
  const rollout = await rollouts.in(agency).findOne({ _id });
  if (rollout?.status !== 'RUNNING') return;
  const { wave, waves, forgiven } = rollout;
  const { failed, open } = await standingOf(rollout);
  const isLast = wave === waves.length;
  const tooMany = failed - forgiven > waves[wave - 1]! * MOST_FAILED;
  if (tooMany && !(isLast && open === 0)) return stop(agency, rollout, failed);
  if (open > 0) return;
  if (!isLast) return begin(agency, rollout, { wave: wave + 1, forgiven: 0 });
  await rollouts.in(agency).set({ _id, status: 'RUNNING', wave }, { $set: { status: 'COMPLETED', finishedAt: new Date() } });
}

async function stop(agency: AgencyContext, { _id, wave, waves, forgiven }: BlueprintRollout, failed: number): Promise<void> {
  const stoppedBecause =
    `In wave ${wave} of ${waves.length}, ${failed} of ${waves[wave - 1]} shops failed: look at their problems, ` +
    'then continue the roll-out or cancel it';
  await rollouts.in(agency).set({ _id, status: 'RUNNING', wave, forgiven }, { $set: { status: 'STOPPED', stoppedBecause } });
}

/** Goes on with one that has stopped: with the shops of its wave that have not ended, or with the next wave. */
export async function goOn(agency: AgencyContext, rollout: BlueprintRollout): Promise<void> {
  const { failed, open } = await standingOf(rollout);
  const stays = open > 0 || rollout.wave === rollout.waves.length;
  await begin(agency, rollout, stays ? { wave: rollout.wave, forgiven: failed } : { wave: rollout.wave + 1, forgiven: 0 });
}

/** Begins a wave, in the transaction that says so. A shop of it that has ended looks after the wave once more, which changes nothing. */
async function begin(agency: AgencyContext, rollout: BlueprintRollout, next: Pick<BlueprintRollout, 'wave' | 'forgiven'>): Promise<void> {
  const shops: { shop: ShopContext; id: Types.ObjectId }[] = [];
  for (const { shopId, applicationId: id } of shopsIn(rollout, next.wave))
    shops.push({ shop: await shopForJob(shopId, 'blueprint.apply'), id });
  const { _id, status, wave } = rollout;
  await transaction(agency, async (tx) => {
    const begun = await rollouts.in(tx).set({ _id, status, wave }, { $set: { ...next, status: 'RUNNING', stoppedBecause: null } });
    if (!begun) return;
    for (const { shop, id } of shops) await planApplying(shop.within(tx.session!), id);
  });
}

export const planApplying = (tx: ShopContext, _id: Types.ObjectId) => {
  const application = applicationId.encode(_id);
  return plan(tx, { type: 'blueprint.apply', queue: 'imports', data: { application }, subject: application });
};

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

/**
 * Looks at a roll-out's wave whenever a shop of it has ended: stops the roll-out where too many have failed, begins the next wave once all
 * have ended, and ends it with the last. Twice is no more than once. `again`: shops of this wave that have not begun are begun.
 */
export async function settleWave(agency: AgencyContext, _id: Types.ObjectId, { again = false } = {}): Promise<void> {
  const rollout = await rollouts.in(agency).findOne({ _id });
  if (rollout?.status !== 'RUNNING') return;
  const { wave, waves, forgiven } = rollout;
  const shops = shopsIn(rollout, wave);
  const found = await across().find(
    { _id: { $in: shops.map((one) => one.applicationId) }, shopId: { $in: shops.map((one) => one.shopId) } },
    { projection: { status: 1 } },
  );
  const count = (...statuses: BlueprintApplication['status'][]) => found.filter(({ status }) => statuses.includes(status)).length;
  const [failed, open] = [count('FAILED'), count('QUEUED', 'RUNNING')];
  const isLast = wave === waves.length;
  if (failed - forgiven > shops.length * MOST_FAILED && !(isLast && open === 0)) return stop(agency, rollout, failed);
  if (open > 0) return again ? begin(agency, rollout, wave) : undefined;
  if (!isLast) return begin(agency, rollout, wave + 1);
  await rollouts.in(agency).set({ _id, status: 'RUNNING', wave }, { $set: { status: 'COMPLETED', finishedAt: new Date() } });
}

const across = () => acrossShops<BlueprintApplication>(applications.name, 'an agency follows one blueprint into many shops');

const shopsIn = ({ applications: all }: BlueprintRollout, wave: number) => all.filter((one) => one.wave === wave);

async function stop(agency: AgencyContext, { _id, wave, waves }: BlueprintRollout, failed: number): Promise<void> {
  const stoppedBecause =
    `In wave ${wave} of ${waves.length}, ${failed} of ${waves[wave - 1]} shops failed: look at their problems, ` +
    'then continue the roll-out or cancel it';
  await rollouts.in(agency).set({ _id, status: 'RUNNING', wave }, { $set: { status: 'STOPPED', stoppedBecause } });
}

async function begin(agency: AgencyContext, rollout: BlueprintRollout, wave: number): Promise<void> {
  const shops: { shop: ShopContext; id: Types.ObjectId }[] = [];
  for (const { shopId, applicationId: id } of shopsIn(rollout, wave)) shops.push({ shop: await shopForJob(shopId, 'blueprint.apply'), id });
  await transaction(agency, async (tx) => {
    const begun = await rollouts
      .in(tx)
      .set(
        { _id: rollout._id, status: 'RUNNING', wave: rollout.wave },
        { $set: { wave, ...(wave === rollout.wave ? {} : { forgiven: 0 }) } },
      );
    if (!begun) return;
    for (const { shop, id } of shops) {
      const data = { application: applicationId.encode(id) };
      await plan(shop.within(tx.session!), { type: 'blueprint.apply', queue: 'imports', data, subject: data.application });
    }
  });
}

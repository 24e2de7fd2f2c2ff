import { acrossShops } from '#tenants/index.js';
import { type ApplicationCounts, applications, type BlueprintApplication, type BlueprintRollout, NO_COUNTS } from './rollout.model.js';
import { APPLICATION_STATUSES, type ApplicationStatus } from './rollout.state.js';

/** All shops of a roll-out as one. */
export interface RolloutSummary extends ApplicationCounts {
  shops: number;
  statuses: { status: ApplicationStatus; count: number }[];
}

type Row = ApplicationCounts & { _id: ApplicationStatus; count: number };
const COUNTED = Object.keys(NO_COUNTS) as (keyof ApplicationCounts)[];

/** How far a roll-out is, and what it has done. */
export async function rolloutSummary({ applications: all }: BlueprintRollout): Promise<RolloutSummary> {
  const rows = await acrossShops<BlueprintApplication>(applications.name, 'an agency follows one blueprint into many shops').aggregate<Row>(
    [
      { $match: { _id: { $in: all.map(({ applicationId }) => applicationId) }, shopId: { $in: all.map(({ shopId }) => shopId) } } },
      { $group: { _id: '$status', count: { $sum: 1 }, ...Object.fromEntries(COUNTED.map((name) => [name, { $sum: `$${name}` }])) } },
    ],
  );
  const counts = Object.fromEntries(COUNTED.map((name) => [name, rows.reduce((sum, row) => sum + row[name], 0)]));
  return {
    shops: all.length,
    statuses: APPLICATION_STATUSES.flatMap((status) => {
      const row = rows.find(({ _id }) => _id === status);
      return row ? [{ status, count: row.count }] : [];
    }),
    ...(counts as unknown as ApplicationCounts),
  };
}

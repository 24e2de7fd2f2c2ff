import { gauge, type Reading } from '#platform/metrics.js';
import { queue as queueOf } from '#platform/queue.js';
import { acrossShops, type Lane, type OutboxRow, type RowState } from '#tenants/index.js';

/** Beyond so many rows a queue's depth is "this many or more": counting must not become the load that it measures. */
const MOST_COUNTED = 100_000;

/** How much waits in MongoDB and in Redis, and for how long, read when somebody looks. */
export function gaugeOutbox(lanes: readonly Lane[]): void {
  gauge('shopyard_outbox_rows', 'Rows by queue and state (due, handed, dead), counted up to 100,000', ['queue', 'state'], () =>
    each(lanes, async (lane) => [
      { labels: { queue: lane.queue, state: 'due' }, value: (await rowsIn(lane, 'PENDING')).rows },
      { labels: { queue: lane.queue, state: 'handed' }, value: (await rowsIn(lane, 'HANDED')).rows },
      { labels: { queue: lane.queue, state: 'dead' }, value: (await rowsIn(lane, 'DEAD')).rows },
    ]),
  );
  gauge('shopyard_outbox_lag_seconds', 'For how long the oldest due row has waited for its queue', ['queue'], () =>
    each(lanes, async (lane) => {
      const { oldest } = await rowsIn(lane, 'PENDING');
      return [{ labels: { queue: lane.queue }, value: oldest ? Math.max(0, Date.now() - oldest.getTime()) / 1000 : 0 }];
    }),
  );
  gauge('shopyard_queue_jobs', 'Jobs in Redis by queue and state', ['queue', 'state'], () =>
    each(lanes, async ({ queue }) => {
      const counts = await queueOf(queue).getJobCounts('waiting', 'active', 'delayed');
      return Object.entries(counts).map(([state, value]) => ({ labels: { queue, state }, value }));
    }),
  );
}

const each = async (lanes: readonly Lane[], read: (lane: Lane) => Promise<Reading[]>): Promise<Reading[]> =>
  (await Promise.all(lanes.map(read))).flat();

async function rowsIn({ queue, sources }: Lane, state: RowState): Promise<{ rows: number; oldest: Date | null }> {
  const counts = await Promise.all(
    sources.map((source) =>
      acrossShops<OutboxRow>(source, 'operators see how much waits').aggregate<{ rows: number; oldest: Date }>([
        { $match: { queue, state, later: false } },
        { $project: { _id: 0, nextAttemptAt: 1 } },
        { $limit: MOST_COUNTED },
        { $group: { _id: null, rows: { $sum: 1 }, oldest: { $min: '$nextAttemptAt' } } },
      ]),
    ),
  );
  const all = counts.flat();
  const oldest = all.map((count) => count.oldest).sort((a, b) => a.getTime() - b.getTime())[0] ?? null;
  return { rows: all.reduce((sum, { rows }) => sum + rows, 0), oldest };
}

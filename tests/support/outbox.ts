import { acrossShops, type OutboxRow, type Source, Work } from '#tenants/index.js';
import { SOURCES } from '#worker/queues.js';

/**
 * Works everything that is due, and what follows from it, in this process and without Redis, until nothing is due. What fails is
 * planned for later as in the worker. Answers how many rows ran.
 */
export async function workOff(sources: readonly Source[] = SOURCES): Promise<number> {
  const works = sources.map((source) => ({ work: new Work(source), rows: acrossShops<OutboxRow>(source.collection, 'test') }));
  for (let ran = 0; ; ) {
    let found = 0;
    for (const { work, rows } of works) {
      const due = await rows.find({ state: 'PENDING', later: false }, { sort: { _id: 1 }, limit: 200, projection: { _id: 1 } });
      await Promise.all(due.map(({ _id }) => work.run(_id.toHexString())));
      found += due.length;
    }
    if (found === 0) return ran;
    ran += found;
  }
}

import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Queue, QueueEvents } from 'bullmq';
import { Redis } from 'ioredis';
import mongoose, { type mongo, Types } from 'mongoose';
import { connectMongo, disconnectMongo } from '#platform/mongo.js';
import { closeRedis } from '#platform/redis.js';
import { emit, outbox, shopForJob, shopId, transaction } from '#tenants/index.js';
import { done, EMPTY, paced, type Rows, writeRows } from '../frame/backlog.js';
import { openShops, signUp } from '../frame/client.js';
import type { Figure } from '../frame/figure.js';
import type { House } from '../frame/house.js';
import { alternate, percentile } from '../frame/statistics.js';
import { QUEUE } from '../references/queue.js';

interface Sizes {
  rounds: number;
  /** Events of the one busy shop. */
  burst: number;
  /** What one of the shops holds while the others go on. */
  backlog: number;
  shops: number;
  /** Events that come one by one, and how many of them a second. */
  single: number;
  aSecond: number;
}

const FULL: Sizes = { rounds: 3, burst: 20_000, backlog: 100_000, shops: 500, single: 1000, aSecond: 100 };
const QUICK: Sizes = { rounds: 1, burst: 400, backlog: 600, shops: 20, single: 20, aSecond: 20 };

const ROWS_AT_ONCE = 5000;
/** How often it is asked what is done: what is told of a job's end is at most so much too late. */
const LOOK_MS = 3;
const PATIENCE_MS = 240_000;

export const events: Figure = {
  name: 'events',
  about: 'from commit to job done, empty jobs: through the outbox, the relay and the worker, against BullMQ alone',
  async run(house, quick) {
    const sizes = quick ? QUICK : FULL;
    await house.migrate();
    const shops = await shopsFor(house, sizes.shops);
    await connectMongo();
    const worker = await house.start('worker/main');
    const reference = await house.start('bench/references/bullmq');
    const jobs = await openJobs(house.settings.REDIS_URL!);
    try {
      const rows = mongoose.connection.collection<mongo.Document>(outbox.name);
      const lone = shops.slice(0, 1);
      await done(rows);
      await burst(rows, lone, Math.min(2000, sizes.burst)); // compilers settle
      await jobs.burst(Math.min(2000, sizes.burst));
      const [ours, theirs] = await alternate(sizes.rounds, [() => burst(rows, lone, sizes.burst), () => jobs.burst(sizes.burst)]);
      const [oursSingle, theirsSingle] = await alternate(sizes.rounds, [() => oneByOne(rows, lone, sizes), () => jobs.oneByOne(sizes)]);
      const { outlasted, ...crowd } = await besideBacklog(rows, shops, sizes);
      const crowdOfJobs = await jobs.besideBacklog(sizes);
      const share = (a: { 'jobs/s': number }, b: { 'jobs/s': number }) => `${Math.round((a['jobs/s'] / b['jobs/s']) * 100)}%`;
      return {
        lines: [
          { name: 'one busy shop', values: { ...ours!, ...oursSingle! } },
          { name: 'BullMQ', values: { ...theirs!, ...theirsSingle! } },
          { name: `${sizes.shops} shops, one holds ${sizes.backlog}`, values: crowd },
          { name: 'BullMQ, the same in one queue', values: crowdOfJobs },
        ],
        targets: [],
        notes: [
          `jobs/s: ${sizes.burst} events of one shop written in bulk while the worker runs, from the first write to the last job done; ` +
            `medians of ${sizes.rounds} rounds in turn. ${share(ours!, theirs!)} of BullMQ alone, ${share(crowd, crowdOfJobs)} with the backlog.`,
          `p50 and p99: ${sizes.single} events at ${sizes.aSecond} a second, each in a transaction of its own, from its commit to its row DONE. ` +
            `In the line of ${sizes.shops} shops they are the other shops', while the backlog is worked; in BullMQ's they wait behind it.`,
          ...(outlasted
            ? []
            : ['The backlog was worked off before the last single event: p99 beside it is partly that of an idle system.']),
          `Job done is seen at most ${LOOK_MS} ms late, in ours; BullMQ tells its own.`,
        ],
      };
    } finally {
      await jobs.close();
      await reference.stop();
      await worker.stop();
      await closeRedis();
      await disconnectMongo();
    }
  },
};

async function shopsFor(house: House, count: number): Promise<Types.ObjectId[]> {
  const server = await house.start('server/main');
  const ids = await openShops(await signUp(server.url), count);
  await server.stop();
  return ids.map((id) => shopId.decode(id));
}

async function burst(rows: Rows, [only]: readonly Types.ObjectId[], count: number): Promise<{ 'jobs/s': number }> {
  const shop = await shopForJob(only!, 'bench');
  const begun = performance.now();
  await writeRows(rows, shop, count);
  await done(rows);
  return { 'jobs/s': count / ((performance.now() - begun) / 1000) };
}

type Latency = Record<'p50 ms' | 'p99 ms', number>;
const latency = (times: readonly number[]): Latency => ({ 'p50 ms': percentile(times, 0.5), 'p99 ms': percentile(times, 0.99) });

/** One event after another, each committed by itself; from the commit to its row DONE, in milliseconds. */
async function oneByOne(rows: Rows, shops: readonly Types.ObjectId[], { single, aSecond }: Sizes): Promise<Latency> {
  const waiting = new Map<string, { shopId: Types.ObjectId; committed: number }>();
  const times: number[] = [];
  const sending = paced(single, aSecond, async (at) => {
    const shop = await shopForJob(shops[at % shops.length]!, 'bench');
    const subject = `prod_${randomUUID()}`;
    await transaction(shop, (tx) => emit(tx, { type: EMPTY, subject }));
    waiting.set(subject, { shopId: shop.shopId, committed: performance.now() });
  });
  const deadline = performance.now() + PATIENCE_MS;
  while (times.length < single) {
    if (performance.now() > deadline) throw new Error('The events are not done in their time');
    await wait(LOOK_MS);
    if (waiting.size === 0) continue;
    const theirs = { shopId: { $in: [...waiting.values()].map((one) => one.shopId) }, subject: { $in: [...waiting.keys()] } };
    const found = await rows.find({ ...theirs, state: 'DONE' }, { projection: { subject: 1 } }).toArray();
    for (const { subject } of found) {
      times.push(performance.now() - waiting.get(subject)!.committed);
      waiting.delete(subject);
    }
  }
  await sending;
  return latency(times);
}

type Crowd = { 'jobs/s': number } & Latency;

/** One shop's backlog, and single events of all the others while it is worked. */
async function besideBacklog(
  rows: Rows,
  [busy, ...others]: readonly Types.ObjectId[],
  sizes: Sizes,
): Promise<Crowd & { outlasted: boolean }> {
  const shop = await shopForJob(busy!, 'bench');
  const begun = performance.now();
  await writeRows(rows, shop, sizes.backlog);
  const times = await oneByOne(rows, others, sizes);
  const left = await rows.findOne({ queue: 'events', state: 'PENDING', shopId: busy! }, { projection: { _id: 1 } });
  await done(rows);
  return { 'jobs/s': (sizes.backlog + sizes.single) / ((performance.now() - begun) / 1000), ...times, outlasted: left !== null };
}

/** The same with BullMQ alone: jobs added by this process, done by the reference's. */
async function openJobs(redisUrl: string) {
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const queue = new Queue(QUEUE, { connection, defaultJobOptions: { removeOnComplete: true, removeOnFail: true } });
  const reading = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const told = new QueueEvents(QUEUE, { connection: reading });
  await told.waitUntilReady();

  const add = async (count: number) => {
    for (let added = 0; added < count; added += ROWS_AT_ONCE) {
      await queue.addBulk(
        Array.from({ length: Math.min(ROWS_AT_ONCE, count - added) }, () => ({
          name: 'bench',
          data: { id: new Types.ObjectId().toHexString() },
        })),
      );
    }
  };
  const idle = async () => {
    for (;;) {
      const { wait: waiting = 0, active = 0 } = await queue.getJobCounts('wait', 'active');
      if (waiting + active === 0) return;
      await wait(20);
    }
  };
  const single = async ({ single: count, aSecond }: Sizes): Promise<Latency> => {
    const begun = new Map<string, number>();
    const times: number[] = [];
    let over = () => {};
    const all = new Promise<void>((resolve) => {
      over = resolve;
    });
    const completed = ({ jobId }: { jobId: string }) => {
      const added = begun.get(jobId);
      if (added === undefined) return;
      times.push(performance.now() - added);
      if (times.length === count) over();
    };
    told.on('completed', completed);
    await paced(count, aSecond, async () => {
      const jobId = randomUUID();
      begun.set(jobId, performance.now());
      await queue.add('bench', { id: jobId }, { jobId });
    });
    await all;
    told.off('completed', completed);
    return latency(times);
  };
  return {
    oneByOne: single,
    async burst(count: number) {
      const begun = performance.now();
      await add(count);
      await idle();
      return { 'jobs/s': count / ((performance.now() - begun) / 1000) };
    },
    async besideBacklog(sizes: Sizes) {
      const begun = performance.now();
      await add(sizes.backlog);
      const times = await single(sizes);
      await idle();
      return { 'jobs/s': (sizes.backlog + sizes.single) / ((performance.now() - begun) / 1000), ...times };
    },
    async close() {
      await told.close();
      await queue.close();
      connection.disconnect();
      reading.disconnect();
    },
  };
}

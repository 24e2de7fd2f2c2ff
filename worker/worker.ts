import type { Worker as QueueWorker } from 'bullmq';
import { log } from '#platform/log.js';
import { observeJob } from '#platform/metrics.js';
import { type JobData, queueWorker } from '#platform/queue.js';
import { type Lane, QUEUES, type QueueName, Relay, type Source, Work } from '#tenants/index.js';
import { type Schedule, Schedules } from './schedules.js';

export interface Duties {
  sources: readonly Source[];
  lanes: readonly Lane[];
  concurrency: Readonly<Record<QueueName, number>>;
  schedules: readonly Schedule[];
}

/** Relay, jobs and schedules of one process, from start to stop. */
export class Worker {
  readonly #works: ReadonlyMap<string, Work>;
  readonly #relay: Relay;
  readonly #schedules: Schedules;
  readonly #queues: readonly QueueWorker<JobData>[];

  constructor({ sources, lanes, concurrency, schedules }: Duties) {
    this.#works = new Map(sources.map((source) => [source.collection, new Work(source)]));
    this.#relay = new Relay(lanes);
    this.#schedules = new Schedules(schedules);
    this.#queues = QUEUES.map((name) => queueWorker(name, concurrency[name], (job) => this.#run(name, job.name, job.data.id)));
  }

  start(): void {
    // Ends with close(); while Redis is away it waits.
    for (const queue of this.#queues) queue.run().catch((err) => log.warn({ err }, 'A queue stopped'));
    this.#relay.start();
    this.#schedules.start();
  }

  /** Takes nothing new; what is running ends within `patience` milliseconds or waits again, for another process. */
  async stop(patience: number): Promise<void> {
    const ended = Promise.all([
      this.#relay.stop(),
      this.#schedules.stop(),
      ...this.#queues.map((queue) => queue.close().catch(() => {})), // Redis is away: the sweeper takes its jobs back
    ]);
    const inTime = await Promise.race([ended.then(() => true), later(patience).then(() => false)]);
    for (const work of this.#works.values()) work.stop();
    if (inTime) return;
    for (const [collection, work] of this.#works) {
      const rows = await work.giveBack().catch(() => 0);
      log.warn({ collection, rows }, 'Jobs did not end in time: they run again elsewhere');
    }
    await Promise.race([Promise.all(this.#queues.map((queue) => queue.close(true).catch(() => {}))), later(1000)]);
  }

  async #run(queue: QueueName, collection: string, id: string): Promise<void> {
    const work = this.#works.get(collection);
    if (!work) throw new Error(`Nobody works the rows of ${collection}`);
    const begun = performance.now();
    const { outcome, type } = await work.run(id);
    observeJob(queue, type, outcome, performance.now() - begun);
  }
}

const later = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds).unref());

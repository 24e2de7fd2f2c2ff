import type { Job, Worker as QueueWorker } from 'bullmq';
import { log } from '#platform/log.js';
import { observeJob } from '#platform/metrics.js';
import { type JobData, queueWorker } from '#platform/queue.js';
import { EXPRESS, type Lane, QUEUES, type QueueName, Relay, type Source, Work } from '#tenants/index.js';
import { Gate } from './gate.js';
import { type Schedule, Schedules } from './schedules.js';

export interface Duties {
  sources: readonly Source[];
  lanes: readonly Lane[];
  concurrency: Readonly<Record<QueueName, number>>;
  schedules: readonly Schedule[];
}

/** How many events of shops that have many waiting run at once beside somebody's payment. */
const PORTION = 16;

/** Relay, jobs and schedules of one process, from start to stop. */
export class Worker {
  readonly #works: ReadonlyMap<string, Work>;
  readonly #relay: Relay;
  readonly #schedules: Schedules;
  readonly #queues: readonly QueueWorker<JobData>[];
  /** Room is made for payments alone: in a busy house some event of a small shop is always there, and has a line of its own. */
  readonly #gate = new Gate(PORTION);

  constructor({ sources, lanes, concurrency, schedules }: Duties) {
    this.#works = new Map(sources.map((source) => [source.collection, new Work(source)]));
    this.#relay = new Relay(lanes, () => this.#gate.isPressed);
    this.#schedules = new Schedules(schedules);
    const line = (name: string, queue: QueueName) => queueWorker(name, concurrency[queue], (job) => this.#run(name, queue, job));
    this.#queues = [...QUEUES.map((name) => line(name, name)), line(EXPRESS, 'events')];
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

  #admitted<T>(line: string, run: () => Promise<T>): Promise<T> {
    if (line === 'callbacks') return this.#gate.urgently(run);
    return line === 'events' ? this.#gate.patiently(run) : run();
  }

  async #run(line: string, queue: QueueName, job: Job<JobData>): Promise<void> {
    const work = this.#works.get(job.name);
    if (!work) throw new Error(`Nobody works the rows of ${job.name}`);
    const begun = performance.now();
    const { outcome, type } = await this.#admitted(line, () => work.run(job.data.id));
    observeJob(queue, type, outcome, performance.now() - begun);
  }
}

const later = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds).unref());

import type { Worker } from 'node:worker_threads';

/** The thread was ended while it was at a task, by no fault of the task's: it may be asked again. */
export class ReadingInterrupted extends Error {}

interface Waiting {
  resolve(result: never): void;
  reject(error: unknown): void;
  timer: NodeJS.Timeout;
}

interface Thread {
  worker: Worker;
  waiting: Map<number, Waiting>;
}

/**
 * A thread that works on several tasks at once, and begins anew with the next where it died. Among several nobody knows which of them
 * killed it: each is then done again by itself, so that the one that does it again fails alone.
 */
export class OneThread<Question> {
  private thread: Thread | null = null;
  private asked = 0;
  /** Those that are done one after the other. */
  private line: Promise<unknown> = Promise.resolve();

  private alone: OneThread<Question> | null = null;

  constructor(
    private readonly start: () => Worker,
    /** A task that takes longer ends with the thread. */
    private readonly mostMs: number,
  ) {}

  /** @throws what the task throws; ReadingInterrupted where the thread was closed */
  async ask(task: Question): Promise<unknown> {
    try {
      return await this.post(task);
    } catch (error) {
      if (!(error instanceof AmongOthers)) throw error;
      const alone = this.line.then(() => this.askAlone(task));
      this.line = alone.catch(() => {});
      return alone;
    }
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.alone?.close();
    const { thread } = this;
    if (!thread) return;
    this.end(thread, new ReadingInterrupted('The reading thread was closed'));
    await thread.worker.terminate();
  }

  /** In a thread of its own, since the usual one goes on with what it is asked meanwhile. */
  private askAlone(task: Question): Promise<unknown> {
    const alone = new OneThread<Question>(this.start, this.mostMs);
    this.alone = alone;
    return alone.post(task).finally(() => alone.close());
  }

  private post(task: Question): Promise<unknown> {
    this.thread ??= this.begin();
    const { thread } = this;
    return new Promise((resolve, reject) => {
      const id = this.asked++;
      const timer = setTimeout(() => {
        this.end(thread, new Error(`A task of the reading thread took more than ${this.mostMs} ms`));
        thread.worker.terminate();
      }, this.mostMs);
      timer.unref();
      thread.waiting.set(id, { resolve, reject, timer });
      thread.worker.ref();
      thread.worker.postMessage({ id, task });
    });
  }

  private begin(): Thread {
    const thread: Thread = { worker: this.start(), waiting: new Map() };
    thread.worker.on('message', ({ id, result, error }: { id: number; result: never; error?: Error }) => {
      const asker = thread.waiting.get(id);
      thread.waiting.delete(id);
      clearTimeout(asker?.timer);
      if (thread.waiting.size === 0) thread.worker.unref(); // idle, it keeps no process alive
      if (error) asker?.reject(error);
      else asker?.resolve(result);
    });
    thread.worker.on('error', (error) => this.end(thread, error));
    thread.worker.on('exit', (code) => this.end(thread, new Error(`The reading thread ended with ${code}`)));
    return thread;
  }

  private end(thread: Thread, reason: unknown): void {
    if (this.thread === thread) this.thread = null;
    const isOne = thread.waiting.size === 1 || reason instanceof ReadingInterrupted;
    for (const { reject, timer } of thread.waiting.values()) {
      clearTimeout(timer);
      reject(isOne ? reason : new AmongOthers('The reading thread ended, and several tasks were in it'));
    }
    thread.waiting.clear();
  }
}

class AmongOthers extends Error {}

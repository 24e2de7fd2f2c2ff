import { AsyncLocalStorage } from 'node:async_hooks';
import mongoose from 'mongoose';

type Method = (...args: unknown[]) => Promise<unknown>;

interface Walker {
  /** Calls of MongoDB so far. */
  steps: number;
  /** Awaited before each. */
  before(step: number): Promise<void> | undefined;
}

const walking = new AsyncLocalStorage<Walker>();
const COLLECTION = ['findOne', 'findOneAndUpdate', 'insertOne', 'updateOne', 'updateMany', 'countDocuments', 'bulkWrite'];

/** Every call of MongoDB of one who is walking waits for its turn. Answers how to end that. */
export function watchSteps(): () => void {
  const undo: (() => void)[] = [];
  const wrap = (on: Record<string, Method>, name: string) => {
    const plain = on[name]!;
    on[name] = async function (this: unknown, ...args: unknown[]) {
      const walker = walking.getStore();
      if (walker) await walker.before(walker.steps++);
      return plain.apply(this, args);
    };
    undo.push(() => {
      on[name] = plain;
    });
  };
  const { Collection, FindCursor, ClientSession, OrderedBulkOperation } = mongoose.mongo;
  for (const name of COLLECTION) wrap(Collection.prototype as never, name);
  wrap(OrderedBulkOperation.prototype as never, 'execute');
  wrap(FindCursor.prototype as never, 'toArray');
  wrap(ClientSession.prototype as never, 'commitTransaction');
  return () => {
    for (const one of undo) one();
  };
}

/** How many calls of MongoDB some work makes. */
export async function stepsOf(work: () => Promise<unknown>): Promise<number> {
  const walker: Walker = { steps: 0, before: () => undefined };
  await walking.run(walker, work);
  return walker.steps;
}

/** As a lost connection looks: nobody can tell what became of the call. */
class Died extends mongoose.mongo.MongoError {}

/** Some work as it ends in a process that dies before its call of MongoDB number `at`: nothing of it happens any more. */
export async function dieAt(at: number, work: () => Promise<unknown>): Promise<void> {
  const walker: Walker = { steps: 0, before: (step) => (step < at ? undefined : Promise.reject(new Died('The process is gone'))) };
  await walking.run(walker, work).catch((error: unknown) => {
    if (!(error instanceof Died)) throw error;
  });
}

/** A call of MongoDB that takes longer waits for a document that the first has changed in a transaction which is still open. */
const BLOCKED_MS = 250;

/**
 * Runs `other` as a whole in the middle of `one`, just before its call of MongoDB number `at`. Where the two meet in one document and
 * the other cannot end before the first, the first goes on: once the other has begun anew, which so many calls say, or is blocked.
 */
export async function runInside(at: number, one: () => Promise<unknown>, other: () => Promise<unknown>, usual: number): Promise<void> {
  let running: Promise<unknown> | undefined;
  const waits = () =>
    new Promise<void>((goOn) => {
      let blocked = setTimeout(goOn, BLOCKED_MS);
      const theirs: Walker = {
        steps: 0,
        before(step) {
          clearTimeout(blocked);
          blocked = setTimeout(goOn, BLOCKED_MS);
          if (step > 2 * usual) goOn();
          return undefined;
        },
      };
      running = walking.run(theirs, other).finally(() => {
        clearTimeout(blocked);
        goOn();
      });
      running.catch(() => {});
    });
  const mine: Walker = { steps: 0, before: (step) => (step === at ? walking.exit(waits) : undefined) };
  await walking.run(mine, one);
  await running;
}

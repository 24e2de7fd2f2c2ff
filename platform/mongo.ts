import mongoose, { type mongo } from 'mongoose';
import { config } from './config.js';

/** True for a write refused by a unique index. Inside a transaction it has already ended the transaction. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 11000;
}

/** The fields of the unique index that refused the write: `['shopId', 'handle']`. */
export function duplicateKeyFields(error: unknown): string[] {
  if (!isDuplicateKey(error)) return [];
  const { keyPattern, writeErrors } = error as { keyPattern?: object; writeErrors?: { err?: { keyPattern?: object } }[] };
  return Object.keys(keyPattern ?? writeErrors?.[0]?.err?.keyPattern ?? {});
}

/** Connects Mongoose's one connection. Writes are acknowledged by a majority and journalled. */
export async function connectMongo(options: mongoose.ConnectOptions = {}): Promise<void> {
  mongoose.set('autoIndex', false).set('autoCreate', false).set('bufferCommands', false);
  await mongoose.connect(config().MONGO_URL, {
    maxPoolSize: 60,
    serverSelectionTimeoutMS: 5000,
    ignoreUndefined: true,
    writeConcern: { w: 'majority', journal: true },
    appName: 'shopyard',
    ...options,
  });
}

export const disconnectMongo = (): Promise<void> => mongoose.disconnect();

/** Answers when the server does. @throws when it does not within two seconds */
export async function pingMongo(): Promise<void> {
  await mongoose.connection.db!.command({ ping: 1 }, { signal: AbortSignal.timeout(2000) });
}

/**
 * Builds a collection and its indexes, when a version is deployed. Never drops one: that is a migration.
 * An index that is still building elsewhere is waited for.
 */
export async function createCollection(model: mongoose.Model<never>): Promise<void> {
  await model.createCollection();
  await model.createIndexes();
}

/** For a migration. One that is not there is dropped already. */
export async function dropIndex(collection: string, name: string): Promise<void> {
  const there = await collectionOf(collection)
    .indexes()
    .catch(() => []);
  if (there.some((index) => index.name === name)) await collectionOf(collection).dropIndex(name);
}

/** A collection outside the shop and agency handles: only `tenants/` and `platform/` keep such ones. */
export const collectionOf = <T extends object>(name: string): mongo.Collection<T> =>
  mongoose.connection.collection(name) as unknown as mongo.Collection<T>;

export type Filter<T> = mongo.Filter<T>;
export type Change<T> = mongo.UpdateFilter<T>;

const AWAY = new Set([
  'MongoServerSelectionError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoPoolClearedError',
  'MongoWaitQueueTimeoutError',
  'PoolClearedError',
  // A transaction that met others for too long.
  'MongoOperationTimeoutError',
]);

/**
 * A server that is shutting down, starting, or no longer the primary, as it answers itself: ShutdownInProgress, PrimarySteppedDown,
 * NotWritablePrimary, InterruptedAtShutdown, InterruptedDueToReplStateChange, NotPrimaryNoSecondaryOk, NotPrimaryOrSecondary. A write
 * carries a label that says so; a read does not. (MongoDB's Server Discovery and Monitoring specification, "not writable primary" and
 * "node is recovering".)
 */
const CHANGING = new Set<unknown>([91, 189, 10_107, 11_600, 11_602, 13_435, 13_436]);

const MAX_TIME_EXPIRED = 50;

/** True where the database gave up what was to end within a time. */
export const tookTooLong = (error: unknown): boolean => error instanceof mongoose.mongo.MongoServerError && error.code === MAX_TIME_EXPIRED;

/** What a connection's own end says where the driver passes it on as it is: it was written to before that was noticed. */
const CUT = new Set<unknown>(['EPIPE', 'ECONNRESET']);

const { MongoError, MongoBulkWriteError } = mongoose.mongo;

/** True where the database is away or changing its primary: the request may be sent again. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (AWAY.has(error.name) || ('code' in error && CUT.has(error.code))) return true;
  if (!(error instanceof MongoError)) return false;
  if (error.hasErrorLabel('RetryableWriteError') || CHANGING.has(error.code)) return true;
  // Whatever ends a batch comes inside of an error of the batch.
  return error instanceof MongoBulkWriteError && isUnavailable(error.errorResponse);
}

const MOST_CROSSED = 5;

/** What meets a name that another has just taken (a duplicate key) is done once more, and sees it: `attempt` runs up to five times. */
export async function untilUncrossed<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let crossed = 1; ; crossed++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isDuplicateKey(error) || crossed >= MOST_CROSSED) throw error;
    }
  }
}

import mongoose, { type mongo } from 'mongoose';
import { connectMongo, disconnectMongo } from '#platform/mongo.js';
import { closeQueues } from '#platform/queue.js';
import { closeRedis, openRedis, redisKey } from '#platform/redis.js';
import { declaredCollections } from '#tenants/declared.js';
import { guard } from './shop-guard.js';

/** What changes which collections and indexes there are, as MongoDB's commands are called; `profile` makes one too. */
const BUILDING = new Set(['create', 'createIndexes', 'dropIndexes', 'drop', 'collMod', 'renameCollection', 'profile']);

/** Whether this file may have left other collections or indexes than it found: not known unless its commands were seen. */
let rebuilt = true;

const noteBuilding = ({ commandName }: { commandName: string }) => {
  if (BUILDING.has(commandName)) rebuilt = true;
};

/**
 * Connects to this Jest worker's own database, empty, with the collections and indexes of every noun that the test has imported.
 * Building them takes longer than most files do: what an earlier file has built stands.
 */
export async function connectForTest(): Promise<void> {
  await connectMongo({ monitorCommands: true });
  const client = mongoose.connection.getClient();
  guard(client);
  await createCollections();
  rebuilt = false;
  client.on('commandStarted', noteBuilding);
}

/** Collections exist before: a transaction must not make one. */
export async function createCollections(): Promise<void> {
  const there = new Set((await collections()).map(({ collectionName }) => collectionName));
  await Promise.all(
    [...declaredCollections()].map(async ([name, { model }]) => {
      const indexes = model.schema.indexes().map(([key, options]) => ({ key, ...options }) as mongo.IndexDescription);
      if (!there.has(name)) await model.createCollection();
      if (indexes.length > 0) await model.collection.createIndexes(indexes);
    }),
  );
}

const collections = () => mongoose.connection.db!.collections({ nameOnly: true });

/** Above this, a collection is dropped sooner than emptied. */
const MANY = 1000;

/** Leaves nothing to the worker's next file but collections and indexes as they are declared. */
async function emptyDatabase(): Promise<void> {
  if (rebuilt) return void (await mongoose.connection.db?.dropDatabase());
  await Promise.all(
    (await collections()).map(async (collection) => {
      const count = await collection.estimatedDocumentCount();
      if (count > MANY) await collection.drop();
      else if (count > 0) await collection.deleteMany({}, { writeConcern: { w: 1 } });
    }),
  );
}

/** Attempts that this file has counted are not the next one's. One that has ended its own Redis has nothing there. */
async function emptyRedis(): Promise<void> {
  const connection = openRedis('answering', { lazyConnect: true });
  const there = await connection.connect().then(
    () => true,
    () => false,
  );
  if (!there) return connection.disconnect();
  for await (const keys of connection.scanStream({ match: redisKey('*'), count: 1000 }) as AsyncIterable<string[]>)
    if (keys.length > 0) await connection.unlink(keys);
}

/** Closes everything that the process under test opened, and leaves its databases empty. */
export async function disconnectAfterTest(): Promise<void> {
  await emptyDatabase();
  await closeQueues();
  await emptyRedis();
  await closeRedis();
  await disconnectMongo();
}

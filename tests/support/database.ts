import mongoose from 'mongoose';
import { connectMongo, disconnectMongo } from '#platform/mongo.js';
import { closeQueues } from '#platform/queue.js';
import { closeRedis } from '#platform/redis.js';
import { declaredCollections } from '#tenants/declared.js';
import { guard } from './shop-guard.js';

/** Connects to this Jest worker's own database, empty, with the collections and indexes of every noun that the test has imported. */
export async function connectForTest(): Promise<void> {
  await connectMongo({ monitorCommands: true });
  guard(mongoose.connection.getClient());
  await createCollections();
}

/** Collections exist before: a transaction must not make one. */
export async function createCollections(): Promise<void> {
  for (const { model } of declaredCollections().values()) {
    await model.createCollection();
    await model.createIndexes();
  }
}

/** Closes everything that the process under test opened. */
export async function disconnectAfterTest(): Promise<void> {
  await mongoose.connection.db?.dropDatabase();
  await closeQueues();
  await closeRedis();
  await disconnectMongo();
}

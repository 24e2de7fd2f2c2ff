import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { type OwnServer, startMongod } from '#bin/servers/start.js';
import { until } from '#tests/support/until.js';
import { config } from './config.js';
import { connectMongo, disconnectMongo, isUnavailable, pingMongo } from './mongo.js';

const { MongoClient, MongoServerError } = mongoose.mongo;

let dir: string;
let mongod: OwnServer;
let client: mongoose.mongo.MongoClient;
beforeAll(async () => {
  dir = await mkdtemp(join(process.env.TEST_FOLDER!, 'stepping-'));
  mongod = await startMongod({ dir });
  client = await new MongoClient(mongod.url, { serverSelectionTimeoutMS: 100, retryWrites: false }).connect();
}, 60_000);
afterAll(async () => {
  await client.close();
  await mongod.kill();
  await rm(dir, { recursive: true, force: true });
});

const any = () => client.db('any').collection<{ _id: number }>('any');
const failureOf = (asking: Promise<unknown>) => asking.then(() => null).catch((error: Error) => error);

test('a database that hangs is given up soon', async () => {
  const usual = config().MONGO_URL;
  Object.assign(config(), { MONGO_URL: mongod.url.replace('?', '?directConnection=true&') });
  await connectMongo();
  await pingMongo();
  process.kill(mongod.pid, 'SIGSTOP');
  try {
    await expect(pingMongo()).rejects.toThrow();
  } finally {
    process.kill(mongod.pid, 'SIGCONT');
    await disconnectMongo();
    Object.assign(config(), { MONGO_URL: usual });
  }
});

test('one that ends in the middle of a batch is told as away', async () => {
  await any().insertOne({ _id: 0 });
  const holding = client.startSession();
  holding.startTransaction();
  await any().insertOne({ _id: 1 }, { session: holding });
  const waiting = failureOf(any().insertMany([{ _id: 1 }]));
  const isWaiting = async () => {
    const { inprog } = await client.db('admin').command({ currentOp: 1, 'command.insert': 'any', 'transaction.parameters': null });
    return inprog.length > 0;
  };
  await until(isWaiting);
  await mongod.kill();
  const failure = await waiting;
  await holding.endSession();
  expect(failure?.name).toBe('MongoBulkWriteError');
  expect(isUnavailable(failure)).toBe(true);
  mongod = await startMongod({ dir, port: mongod.port });
});

test('so is one that has no primary', async () => {
  await until(async () => Boolean(await any().insertOne({ _id: 2 })));
  const seconds = 60;
  await client.db('admin').command({ replSetStepDown: seconds, force: true });
  expect(isUnavailable(await failureOf(any().insertOne({ _id: 3 })))).toBe(true);
});

test('so is one that answers that it is not the one to ask', () => {
  const answered = (code: number, codeName: string) => new MongoServerError({ code, codeName, errmsg: codeName });
  expect(isUnavailable(answered(11_600, 'InterruptedAtShutdown'))).toBe(true);
  expect(isUnavailable(answered(13_435, 'NotPrimaryNoSecondaryOk'))).toBe(true);
  expect(isUnavailable(answered(11_000, 'DuplicateKey'))).toBe(false);
  expect(isUnavailable(new TypeError('ours'))).toBe(false);
});

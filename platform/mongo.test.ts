import { expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { freePort } from '#bin/servers/running.js';
import { isUnavailable } from './mongo.js';

const { MongoClient, MongoServerError } = mongoose.mongo;

/** What the driver throws where nobody listens. */
async function whatNobodyAnswers(ask: (client: mongoose.mongo.MongoClient) => Promise<unknown>): Promise<unknown> {
  const client = new MongoClient(`mongodb://127.0.0.1:${await freePort()}/away`, { serverSelectionTimeoutMS: 30 });
  try {
    return await ask(client).catch((error: unknown) => error);
  } finally {
    await client.close();
  }
}
const anyOf = (client: mongoose.mongo.MongoClient) => client.db().collection('any');

test('a database that is away is told from a mistake, outside of a transaction and in one that has a time of its own', async () => {
  const outside = await whatNobodyAnswers((client) => anyOf(client).insertOne({}));
  const inside = await whatNobodyAnswers((client) =>
    client.withSession((session) => session.withTransaction(() => anyOf(client).insertOne({}, { session }), { timeoutMS: 60_000 })),
  );
  expect([outside, inside].map((error) => (error as Error).name)).toEqual(['MongoServerSelectionError', 'MongoOperationTimeoutError']);
  expect([outside, inside].map(isUnavailable)).toEqual([true, true]);
});

test('so is one that answers that it is not the one to ask', () => {
  const answered = (code: number, codeName: string) => new MongoServerError({ code, codeName, errmsg: codeName });
  expect(isUnavailable(answered(11_600, 'InterruptedAtShutdown'))).toBe(true);
  expect(isUnavailable(answered(13_435, 'NotPrimaryNoSecondaryOk'))).toBe(true);
  expect(isUnavailable(answered(11_000, 'DuplicateKey'))).toBe(false);
  expect(isUnavailable(new TypeError('ours'))).toBe(false);
});

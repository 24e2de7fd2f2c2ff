import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';
import mongoose from 'mongoose';
import { NotFound, RequestError, UserError } from '#platform/errors.js';
import { closeRedis } from '#platform/redis.js';
import { type Door, openDoor } from './door.js';
import { AdminRequest } from './request.js';
import { executableSchema } from './schema.js';

const SDL = `
  scalar Decimal scalar CurrencyCode scalar URL scalar DateTime scalar JSON
  input Way @oneOf { byCard: String byCash: Int }
  type Deep { deep: Deep name: String wrong: String }
  type Query {
    fine: String
    bug: String
    refused: String
    gone: String
    away: String
    forbidden: String
    never: String!
    list: [Deep!]!
    deep: Deep
    pay(way: Way!): String
    when: DateTime
    price(is: Decimal!): String
  }
  type Mutation { change: String }
`;

const fails = (error: Error) => () => {
  throw error;
};

const resolvers = {
  Query: {
    fine: () => 'fine',
    bug: fails(new TypeError('connect to mongodb://user:password@10.0.0.7 failed')),
    refused: fails(new UserError('PAGE_TOO_LARGE', 'A page has 1 to 250 entries', ['first'])),
    gone: fails(new NotFound('prod_1')),
    away: fails(new mongoose.mongo.MongoNetworkError('connection 7 to 10.0.0.7 closed')),
    forbidden: fails(new RequestError('FORBIDDEN', 'This needs the scope read_orders', { scope: 'read_orders' })),
    never: fails(new Error('inner detail')),
    list: () => [{ name: 'a' }, { name: 'b' }],
    deep: () => ({ deep: { deep: { name: 'c' } } }),
    pay: (_: unknown, { way }: { way: object }) => JSON.stringify(way),
    when: () => new Date(0),
    price: (_: unknown, { is }: { is: string }) => is,
  },
  Deep: { wrong: fails(new Error('inner detail')) },
  Mutation: { change: fails(new Error('inner detail')) },
};

/** Enough sightings that the compiled executor has long taken over. */
const SIGHTINGS = 5;

afterAll(closeRedis);

describe.each([
  ['graphql-js', false],
  ['graphql-jit', true],
])('executed by %s', (_name, compiled) => {
  let server: Server;
  let door: Door;
  let url: string;

  beforeAll(async () => {
    door = await openDoor(
      executableSchema([SDL], [resolvers]),
      async () => new AdminRequest('req_1', `test-${compiled}-${Math.random()}`, 'en', null),
      compiled,
    );
    server = createServer(express().use(express.json(), door.handler));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(async () => {
    await new Promise((closed) => server.close(closed));
    await door.stop();
  });

  /** The answer to the last of several sightings; cost and headers aside. */
  async function ask(
    query: string,
    variables = {},
  ): Promise<{ data?: unknown; errors?: { message: string; path?: unknown; extensions: Record<string, unknown> }[] }> {
    let answer: { extensions?: unknown } = {};
    for (let i = 0; i < SIGHTINGS; i++) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      answer = (await response.json()) as { extensions?: unknown };
    }
    const { extensions: _extensions, ...rest } = answer;
    return rest;
  }

  test('a bug is told as INTERNAL with the request id, and nothing of its inside', async () => {
    const { data, errors } = await ask('{ fine bug }');
    expect(data).toEqual({ fine: 'fine', bug: null });
    expect(errors).toEqual([
      expect.objectContaining({
        message: 'Something went wrong on our side. Request req_1',
        path: ['bug'],
        extensions: { code: 'INTERNAL', requestId: 'req_1' },
      }),
    ]);
    expect(JSON.stringify(errors)).not.toMatch(/mongodb|password|10\.0\.0\.7|stack/);
  });

  test('what the caller can act on is told in full', async () => {
    const { errors } = await ask('{ refused gone forbidden }');
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'BAD_USER_INPUT', reason: 'PAGE_TOO_LARGE', field: ['first'] },
      { code: 'BAD_USER_INPUT', reason: 'NOT_FOUND' },
      { code: 'FORBIDDEN', scope: 'read_orders' },
    ]);
  });

  test('a server that is away is UNAVAILABLE', async () => {
    const { errors } = await ask('{ away }');
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'UNAVAILABLE', requestId: 'req_1' } });
    expect(JSON.stringify(errors)).not.toContain('10.0.0.7');
  });

  test('an error below a list keeps its path, and a null where none may be goes up', async () => {
    const { data, errors } = await ask('{ list { name wrong } }');
    expect(data).toEqual({
      list: [
        { name: 'a', wrong: null },
        { name: 'b', wrong: null },
      ],
    });
    expect(errors?.map(({ path }) => path)).toEqual([
      ['list', 0, 'wrong'],
      ['list', 1, 'wrong'],
    ]);
    expect(await ask('{ fine never }')).toMatchObject({ data: null, errors: [{ extensions: { code: 'INTERNAL' } }] });
  });

  test.each([
    [{ byCard: 'x' }, '{"byCard":"x"}'],
    [{ byCash: 3 }, '{"byCash":3}'],
  ])('@oneOf takes %j', async (way, told) => {
    expect(await ask('query ($way: Way!) { pay(way: $way) }', { way })).toEqual({ data: { pay: told } });
  });

  test.each([[{}], [{ byCard: 'x', byCash: 3 }], [{ byCard: null }]])('@oneOf refuses %j', async (way) => {
    const { data, errors } = await ask('query ($way: Way!) { pay(way: $way) }', { way });
    expect(data).toBeUndefined();
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  test('scalars are read and written alike', async () => {
    expect(await ask('query ($is: Decimal!) { price(is: $is) when }', { is: '19.90' })).toEqual({
      data: { price: '19.90', when: '1970-01-01T00:00:00.000Z' },
    });
    expect((await ask('query ($is: Decimal!) { price(is: $is) }', { is: '1e5' })).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  test('a value that is none is told with where it stands, so that a form can show it there', async () => {
    const { errors } = await ask('query ($way: Way!) { pay(way: $way) }', { way: { byCash: 'three' } });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: ['way', 'byCash'],
      sentence: expect.stringContaining('three'),
    });
  });

  test('a mutation that fails is masked too', async () => {
    expect((await ask('mutation { change }')).errors?.[0]).toMatchObject({
      message: 'Something went wrong on our side. Request req_1',
      extensions: { code: 'INTERNAL' },
    });
  });

  test.each([
    ['{ fine', 'BAD_USER_INPUT'],
    ['{ unknown }', 'BAD_USER_INPUT'],
    [`{ ${'deep { '.repeat(20)}name${' }'.repeat(20)} }`, 'BAD_USER_INPUT'],
    [`{ ${Array.from({ length: 60 }, (_, i) => `a${i}: fine`).join(' ')} }`, 'BAD_USER_INPUT'],
    [`{ ${'fine '.repeat(6000)} }`, 'BAD_USER_INPUT'],
  ])('a document out of bounds is refused (%#)', async (query, code) => {
    const { data, errors } = await ask(query);
    expect(data).toBeUndefined();
    expect(errors?.[0]?.extensions.code).toBe(code);
  });
});

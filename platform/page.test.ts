import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Types } from 'mongoose';
import { collectionOf, connectMongo, disconnectMongo, type Filter } from './mongo.js';
import { type Order, type Page, page } from './page.js';

interface Row {
  at: number;
  id: number;
}
const ORDER: Order<Row> = [
  ['at', -1],
  ['id', 1],
];

const collection = () => collectionOf<Row>('page_rows');
const find = (filter: Filter<Row>, reading: object) =>
  collection()
    .find(filter, { ...reading, projection: { _id: 0 } })
    .toArray() as Promise<Row[]>;

async function stored(ats: number[]): Promise<Row[]> {
  const rows = rowsOf(ats);
  await collection().deleteMany({});
  if (rows.length > 0) await collection().insertMany(rows.map((row) => ({ ...row })));
  return rows;
}

beforeAll(() => connectMongo());
afterAll(async () => {
  await collection().drop();
  await disconnectMongo();
});

const rowsOf = (ats: number[]): Row[] => ats.map((at, id) => ({ at, id }));
const whole = (rows: Row[]) => [...rows].sort((a, b) => b.at - a.at || a.id - b.id);

test('pages forwards, put together, are the whole list once, whatever ties there are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(5), { maxLength: 40 }), fc.integer({ min: 1, max: 7 }), async (ats, first) => {
      const rows = await stored(ats);
      const read: Row[] = [];
      let after: string | null = null;
      for (;;) {
        const { nodes, pageInfo }: Page<Row> = await page(find, {}, ORDER, { first, after });
        read.push(...nodes);
        if (!pageInfo.hasNextPage) break;
        after = pageInfo.endCursor;
      }
      expect(read).toEqual(whole(rows));
    }),
    { numRuns: 25 },
  );
});

test('pages backwards are the same list from its end', async () => {
  const rows = await stored([3, 1, 3, 2, 3, 1, 0]);
  const read: Row[] = [];
  let before: string | null = null;
  do {
    const { nodes, pageInfo }: Page<Row> = await page(find, {}, ORDER, { last: 2, before });
    read.unshift(...nodes);
    before = pageInfo.hasPreviousPage ? pageInfo.startCursor : null;
  } while (before);
  expect(read).toEqual(whole(rows));
});

test('a cursor may hold values, never an operator', async () => {
  const forged = [{ $gt: '' }, { _bsontype: 'ObjectId', $gt: '' }].map((value) =>
    Buffer.from(JSON.stringify([value, 1])).toString('base64url'),
  );
  for (const after of [...forged, 'nonsense', '']) {
    const asked = page(find, {}, ORDER, { after: after || 'W10' });
    await expect(asked).rejects.toMatchObject({ code: 'INVALID_CURSOR' });
  }
});

test('an id in a cursor is read as the id that it is', async () => {
  const ids = ['65f1c0ffee65f1c0ffee65f1', '65f1c0ffee65f1c0ffee65f2'].map((hex) => ({ _id: new Types.ObjectId(hex) }));
  const byId = (filter: Filter<{ _id: Types.ObjectId }>) => Promise.resolve('$and' in filter ? [] : ids);
  const { pageInfo } = await page(byId, {}, [['_id', 1]], { first: 2 });
  const { nodes } = await page(byId, {}, [['_id', 1]], { first: 2, after: pageInfo.endCursor });
  expect(nodes).toEqual([]);
});

test('a page has 1 to 250 entries', async () => {
  for (const first of [0, -1, 251])
    await expect(page(find, {}, ORDER, { first })).rejects.toMatchObject({ code: 'PAGE_TOO_LARGE', field: ['first'] });
  await expect(page(find, {}, ORDER, { last: 251 })).rejects.toMatchObject({ field: ['last'] });
});

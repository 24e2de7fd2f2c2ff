import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Schema, Types } from 'mongoose';
import { tookTooLong } from '#platform/mongo.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShopContext } from '#tests/support/factories.js';
import { takeTrespasses } from '#tests/support/shop-guard.js';
import { type AgencyOwned, agencyOwned, type ShopOwned, shopOwned } from './owned.js';
import { transaction } from './transaction.js';

interface Hat extends ShopOwned {
  name: string;
  size?: number;
  tags?: string[];
}
interface Note extends AgencyOwned {
  text: string;
}

const schema = new Schema<Hat>({ shopId: Schema.Types.ObjectId, name: String, size: Number, tags: [String] });
schema.index({ shopId: 1, name: 1 }, { unique: true });
const hats = shopOwned<Hat>('Hat', schema);
const notes = agencyOwned<Note>('Note', new Schema<Note>({ agencyId: Schema.Types.ObjectId, text: String }));

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

/** Two shops with a hat of the same name each. */
async function twoShops() {
  const [ours, theirs] = [aShopContext(), aShopContext()];
  const [mine, other] = [
    await hats.in(ours).insert({ name: 'bowler', size: 1 }),
    await hats.in(theirs).insert({ name: 'bowler', size: 1 }),
  ];
  return { ours, theirs, mine, other, untouched: async () => expect(await hats.in(theirs).find({})).toEqual([other]) };
}

describe("a handle reaches its own shop's documents and no others", () => {
  test('reading', async () => {
    const { ours, mine, other } = await twoShops();
    const handle = hats.in(ours);
    expect(await handle.find({})).toEqual([mine]);
    expect(await handle.findOne({ _id: other._id })).toBeNull();
    expect(await handle.find({ $or: [{ _id: mine._id }, { _id: other._id }] })).toEqual([mine]);
    expect(await handle.count({})).toBe(1);
    expect(await handle.distinct('name', {})).toEqual(['bowler']);
    expect(await handle.aggregate([{ $group: { _id: null, n: { $sum: 1 } } }])).toEqual([{ _id: null, n: 1 }]);
    const seen = [];
    for await (const hat of handle.each({})) seen.push(hat);
    expect(seen).toEqual([mine]);
  });

  test('changing', async () => {
    const { ours, other, untouched } = await twoShops();
    const handle = hats.in(ours);
    expect(await handle.update({ _id: other._id }, { $set: { size: 9 } })).toBeNull();
    expect(await handle.set({ _id: other._id }, { $set: { size: 9 } })).toBe(false);
    expect(await handle.updateMany({}, { $set: { size: 9 } })).toBe(1);
    await handle.bulkWrite([{ update: { _id: other._id }, change: { $set: { size: 9 } } }, { remove: { _id: other._id } }]);
    await untouched();
  });

  test('removing', async () => {
    const { ours, other, untouched } = await twoShops();
    expect(await hats.in(ours).remove({ _id: other._id })).toBe(false);
    expect(await hats.in(ours).removeMany({})).toBe(1);
    await untouched();
  });

  test('inserting, even where the document names another shop', async () => {
    const { ours, theirs, untouched } = await twoShops();
    const forged = { name: 'fez', shopId: theirs.shopId } as unknown as { name: string };
    expect((await hats.in(ours).insert(forged)).shopId).toEqual(ours.shopId);
    await hats.in(ours).insertMany([{ ...forged, name: 'cap' }]);
    await hats
      .in(ours)
      .bulkWrite([{ insert: { ...forged, name: 'beret' } }, { update: { name: 'new' }, change: { $set: { size: 1 } }, upsert: true }]);
    const more = await hats.in(ours).inserting();
    more.add({ ...forged, name: 'trilby' });
    await more.send();
    expect(await hats.in(ours).count({})).toBe(6);
    await untouched();
  });
});

describe('a handle refuses', () => {
  const { shopId } = aShopContext();
  const handle = hats.in(aShopContext());
  const refused = (attempt: () => unknown) => expect(async () => attempt()).rejects.toThrow(TypeError);

  test('a filter that names a shop', async () => {
    const aimed = { shopId } as never;
    await refused(() => handle.find(aimed));
    await refused(() => handle.findOne(aimed));
    await refused(() => handle.each(aimed));
    await refused(() => handle.count(aimed));
    await refused(() => handle.distinct('name', aimed));
    await refused(() => handle.update(aimed, {}));
    await refused(() => handle.set(aimed, {}));
    await refused(() => handle.updateMany(aimed, {}));
    await refused(() => handle.remove(aimed));
    await refused(() => handle.removeMany(aimed));
    await refused(() => handle.bulkWrite([{ remove: aimed }]));
  });

  test.each([
    { $set: { shopId } },
    { $unset: { shopId: '' } },
    { $rename: { name: 'shopId' } },
    { $setOnInsert: { shopId } },
    { $set: { _id: new Types.ObjectId() } },
    { name: 'a whole document' },
    [{ $set: { shopId } }],
  ])('a change that could move a document: %j', async (change) => {
    await refused(() => handle.update({ name: 'x' }, change as never));
    await refused(() => handle.set({ name: 'x' }, change as never));
    await refused(() => handle.updateMany({ name: 'x' }, change as never));
    await refused(() => handle.bulkWrite([{ update: { name: 'x' }, change: change as never }]));
  });

  test.each(['$lookup', '$graphLookup', '$unionWith', '$out', '$merge', '$facet'])(
    'the stage %s, which leaves the collection',
    async (stage) => {
      await refused(() => handle.aggregate([{ [stage]: {} } as never]));
    },
  );
});

test('one refused write of a batch stops no other and is named', async () => {
  const handle = hats.in(aShopContext());
  const done = await handle.bulkWrite([{ insert: { name: 'fez' } }, { insert: { name: 'fez' } }, { insert: { name: 'cap' } }]);
  expect(done).toMatchObject({ inserted: 2, refused: [{ index: 1, code: 11000 }] });
  expect(await handle.bulkWrite([])).toMatchObject({ inserted: 0, refused: [] });
});

test('what is added stands once it is sent, and what is refused ends the rest', async () => {
  const shop = aShopContext();
  const made = await hats.in(shop).inserting();
  await made.send(); // of nothing
  const some = await hats.in(shop).inserting();
  const [fez, cap] = [{ name: 'fez' }, { name: 'cap', _id: new Types.ObjectId() }];
  for (const hat of [fez, cap, { name: 'fez' }, { name: 'beret' }]) some.add(hat);
  expect(await hats.in(shop).count({})).toBe(0);
  await expect(some.send()).rejects.toMatchObject({ code: 11000 });
  expect(await hats.in(shop).find({}, { sort: { name: 1 } })).toEqual([cap, fez]); // taken over: with ids and owner
  expect(cap).toMatchObject({ shopId: shop.shopId });
});

test('in a transaction that ends in a refusal nothing of it stands', async () => {
  const shop = aShopContext();
  await hats.in(shop).insert({ name: 'fez' });
  const inserting = transaction(shop, async (tx) => {
    const made = await hats.in(tx).inserting();
    for (const name of ['cap', 'fez']) made.add({ name });
    await made.send();
  });
  await expect(inserting).rejects.toMatchObject({ code: 11000 });
  expect(await hats.in(shop).distinct('name', {})).toEqual(['fez']);
});

test('a field that is not asked for is not read', async () => {
  const handle = hats.in(aShopContext());
  const { _id, shopId } = await handle.insert({ name: 'fez', size: 7 });
  expect(await handle.findOne({ name: 'fez' }, { fields: ['size'] })).toEqual({ _id, shopId, size: 7 });
  expect(await handle.update({ name: 'fez' }, { $inc: { size: 1 } }, { fields: ['size'] })).toEqual({ _id, shopId, size: 8 });
});

test("an agency's handle keeps to its agency in the same manner", async () => {
  const [ours, theirs] = [anAgencyContext(), anAgencyContext()];
  const mine = await notes.in(ours).insert({ text: 'hello' });
  expect(await notes.in(theirs).findOne({ _id: mine._id })).toBeNull();
  expect(await notes.in(ours).findOne({ _id: mine._id })).toEqual({ ...mine, agencyId: ours.agencyId });
  expect(() => notes.in(ours).find({ agencyId: theirs.agencyId } as never)).toThrow(TypeError);
});

test('an aggregation or a count that may not take so long is given up', async () => {
  const handle = hats.in(aShopContext());
  await handle.insertMany(Array.from({ length: 200 }, (_, n) => ({ name: `hat ${n}`, size: 20_000 })));
  const long = { $reduce: { input: { $range: [0, '$size'] }, initialValue: 0, in: { $add: ['$$value', '$$this'] } } };
  const stages = [{ $group: { _id: null, sum: { $sum: long } } }];
  const error = await handle.aggregate(stages, { mostMs: 1 }).catch((thrown: unknown) => thrown);
  expect(tookTooLong(error)).toBe(true);
  const counted = await handle.count({ $expr: { $gt: [long, -1] } }, 0, { mostMs: 1 }).catch((thrown: unknown) => thrown);
  expect(tookTooLong(counted)).toBe(true);
});

test('a command past the handle is seen by the guard', async () => {
  const { default: mongoose } = await import('mongoose');
  const raw = mongoose.connection.collection(hats.name);
  const attempts = [
    () => raw.findOne({ name: 'fez' }),
    () => raw.updateOne({ name: 'fez' }, { $set: { size: 1 } }),
    () => raw.deleteMany({ $or: [{ shopId: new Types.ObjectId() }] }),
    () => raw.insertOne({ name: 'x' }),
    () => raw.aggregate([{ $group: { _id: '$shopId' } }]).toArray(),
    () => raw.distinct('name', {}),
    () => raw.findOneAndUpdate({ name: 'fez' }, { $set: { size: 1 } }),
    () => raw.bulkWrite([{ deleteOne: { filter: {} } }]),
  ];
  for (const attempt of attempts) {
    await attempt();
    expect(takeTrespasses()).toHaveLength(1);
  }
  await raw.findOne({ shopId: new Types.ObjectId() });
  await raw.findOne({ $and: [{ shopId: new Types.ObjectId() }, { name: 'fez' }] });
  expect(takeTrespasses()).toEqual([]);
});

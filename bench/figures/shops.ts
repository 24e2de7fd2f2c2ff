import { randomBytes } from 'node:crypto';
import { mongo, Types } from 'mongoose';
import { shopId } from '#tenants/index.js';
import { client, type OpenedAgency, openShops, signUp } from '../frame/client.js';
import type { Figure } from '../frame/figure.js';
import type { House } from '../frame/house.js';
import { alternate, percentile } from '../frame/statistics.js';

interface Sizes {
  rounds: number;
  /** How many shops exist; the first is what the others are measured by. */
  existing: readonly number[];
  /** New shops a round. */
  opened: number;
}

const FULL: Sizes = { rounds: 5, existing: [100, 10_000, 50_000, 200_000], opened: 200 };
const QUICK: Sizes = { rounds: 1, existing: [5, 20], opened: 5 };

const COLLECTIONS = 10;
const MOST = 1.2;

export const shops: Figure = {
  name: 'shops',
  about: 'a new shop from a blueprint with 10 collections, and its first request, the more shops exist the same',
  async run(house, quick) {
    const sizes = quick ? QUICK : FULL;
    const towns: Town[] = [];
    for (const existing of sizes.existing) towns.push(await settle(house, existing));
    const measured = await alternate(
      sizes.rounds,
      towns.map((town) => (round: number) => openNew(house, town, sizes.opened, round)),
    );
    const [small] = measured;
    const rest = measured.slice(1).map((values, at) => ({ values, existing: sizes.existing[at + 1]! }));
    const columns = ['open p50 ms', 'open p99 ms', 'first request p50 ms', 'first request p99 ms', 'server MB'] as const;
    return {
      lines: measured.map((values, at) => ({ name: `${sizes.existing[at]!.toLocaleString('en')} shops`, values })),
      targets: rest.flatMap(({ values, existing }) =>
        columns.map((column) => ({
          name: `${existing.toLocaleString('en')} shops, ${column}`,
          value: values[column] / small![column],
          unit: 'times' as const,
          most: MOST,
        })),
      ),
      notes: [
        `Medians of ${sizes.rounds} rounds in turn, each a fresh server that opens ${sizes.opened} shops one after another and asks each new shop for ` +
          'its name and first products once. The shops of a round are removed after it.',
        'Each number of shops stands in a database of its own on the same mongod: copies of everything that opening one shop wrote, ids and handles changed.',
      ],
    };
  },
};

/** A database full of shops, and who opens more of them. */
interface Town {
  url: string;
  agency: Pick<OpenedAgency, 'id' | 'token'>;
  blueprint: string;
}

async function settle(house: House, existing: number): Promise<Town> {
  const url = house.mongoUrl(`bench_${existing}`);
  await house.migrate({ MONGO_URL: url });
  const server = await house.start('server/main', { MONGO_URL: url });
  const agency = await signUp(server.url);
  const [blueprint] = await openShops(agency, 1);
  for (let at = 1; at <= COLLECTIONS; at += 1) {
    await agency.ask(
      'mutation ($shop: ID!, $input: CollectionCreateInput!) { collectionCreate(shop: $shop, input: $input) { userErrors { code message } } }',
      { shop: blueprint, input: { title: `Collection ${at}`, handle: `collection-${at}` } },
    );
  }
  const pattern = await openOne(agency, blueprint!);
  await server.stop();
  await copyShop(url, pattern, existing - 2);
  return { url, agency, blueprint: blueprint! };
}

async function openOne({ ask, id: agency }: Pick<OpenedAgency, 'ask' | 'id'>, blueprint: string): Promise<string> {
  const handle = `new-${randomBytes(8).toString('hex')}`;
  const { shopCreate } = await ask<{ shopCreate: { shop: { id: string } } }>(
    'mutation ($agency: ID!, $input: ShopCreateInput!) { shopCreate(agency: $agency, input: $input) { shop { id } userErrors { code message } } }',
    { agency, input: { name: 'A new shop', handle, blueprint } },
  );
  return shopCreate.shop.id;
}

const DOCUMENTS_AT_ONCE = 20_000;

/** Fills the database with copies of everything that belongs to one shop, under new ids and handles. All are of one agency. */
async function copyShop(url: string, pattern: string, copies: number): Promise<void> {
  const connection = new mongo.MongoClient(url, { writeConcern: { w: 1, journal: false } });
  const db = connection.db();
  const original = shopId.decode(pattern);
  const shop = (await db.collection('shops').findOne({ _id: original }))!;
  const kinds = await patternsOf(db, original);
  let waiting = kinds.map(({ name }) => ({ name, documents: [] as mongo.Document[] }));
  const flush = async () => {
    for (const { name, documents } of waiting)
      if (documents.length > 0) await db.collection(name).insertMany(documents, { ordered: false });
    waiting = kinds.map(({ name }) => ({ name, documents: [] }));
  };
  const perShop = kinds.reduce((sum, { documents }) => sum + documents.length, 0);
  for (let copy = 0; copy < copies; copy += 1) {
    const id = new Types.ObjectId(randomBytes(12));
    const handle = `copy-${copy}`;
    for (const [at, { name, documents }] of kinds.entries()) {
      for (const document of documents) waiting[at]!.documents.push(copyOf(name, document, { id, handle, shop }));
    }
    if (((copy + 1) * perShop) % DOCUMENTS_AT_ONCE < perShop) await flush();
  }
  await flush();
  await connection.close();
}

/** Every document that names the shop, by collection. */
async function patternsOf(db: mongo.Db, original: Types.ObjectId): Promise<{ name: string; documents: mongo.Document[] }[]> {
  const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
  const kinds = [];
  for (const name of names) {
    const documents = await db
      .collection(name)
      .find(name === 'shops' ? { _id: original } : { shopId: original })
      .toArray();
    if (documents.length > 0) kinds.push({ name, documents });
  }
  return kinds;
}

function copyOf(
  name: string,
  document: mongo.Document,
  { id, handle, shop }: { id: Types.ObjectId; handle: string; shop: mongo.Document },
) {
  if (name === 'shops') return { ...document, _id: id, handle };
  if (name === 'shop_handles') return { ...document, _id: handle, shopId: id };
  // Its event was worked long ago, and stands in the log.
  const event =
    name === 'outbox' ? { state: 'DONE', subject: shopId.encode(id), expiresAt: new Date(shop.createdAt.getTime() + 30 * 86_400_000) } : {};
  return { ...document, ...event, _id: new Types.ObjectId(), shopId: id };
}

type Measured = Record<'open p50 ms' | 'open p99 ms' | 'first request p50 ms' | 'first request p99 ms' | 'server MB', number>;

const FIRST = `{
  shop { name currency }
  products(first: 20) { nodes { id title handle variants(first: 10) { nodes { id price { amount currency } } } } }
}`;
const SETTLING = 50;

/** Opens shops one after another on a fresh server, and visits each for the first time. */
async function openNew(house: House, { url, agency, blueprint }: Town, opened: number, round: number): Promise<Measured> {
  const server = await house.start('server/main', { MONGO_URL: url, REDIS_PREFIX: `bench-${round}` });
  const ask = client(`${server.url}/graphql/admin`, { authorization: `Bearer ${agency.token}` });
  const opening: number[] = [];
  const visiting: number[] = [];
  const made: string[] = [];
  for (let at = 0; at < SETTLING + opened; at += 1) {
    const begun = performance.now();
    const shop = await openOne({ ask, id: agency.id }, blueprint);
    const open = performance.now();
    await client(`${server.url}/graphql/shop`, { 'shopyard-shop': shop })(FIRST);
    made.push(shop);
    if (at < SETTLING) continue; // compilers settle
    opening.push(open - begun);
    visiting.push(performance.now() - open);
  }
  const { resident } = server.memory();
  await server.stop();
  await remove(url, made);
  return {
    'open p50 ms': percentile(opening, 0.5),
    'open p99 ms': percentile(opening, 0.99),
    'first request p50 ms': percentile(visiting, 0.5),
    'first request p99 ms': percentile(visiting, 0.99),
    'server MB': resident,
  };
}

async function remove(url: string, made: readonly string[]): Promise<void> {
  const connection = new mongo.MongoClient(url);
  const db = connection.db();
  const ids = made.map((id) => shopId.decode(id));
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
    // By the shop first: nearly every collection has an index that begins with it.
    await db.collection(name).deleteMany(name === 'shops' ? { _id: { $in: ids } } : { shopId: { $in: ids } });
  }
  await connection.close();
}

import mongoose, { type mongo, Types } from 'mongoose';
import { connectMongo, disconnectMongo } from '#platform/mongo.js';
import { openShops, signUp, stockShop } from '../frame/client.js';
import type { Figure } from '../frame/figure.js';
import type { Part } from '../frame/house.js';
import { type Kept, type Speed, type Step, send } from '../frame/load.js';
import { alternate, percentile } from '../frame/statistics.js';

interface Sizes {
  rounds: number;
  shops: number;
  /** Of two variants each, in every shop. */
  products: number;
  orders: number;
}

const FULL: Sizes = { rounds: 5, shops: 200, products: 10, orders: 2000 };
const QUICK: Sizes = { rounds: 1, shops: 4, products: 2, orders: 32 };
const CONNECTIONS = 16;
const HOT_CONNECTIONS = 64;

/** A shop and its variants' ids. */
interface Stocked {
  shop: string;
  variants: string[];
}

export const checkout: Figure = {
  name: 'checkout',
  about: 'cartCreate and checkoutComplete of two lines, against the same writes by the raw driver',
  async run(house, quick) {
    const sizes = quick ? QUICK : FULL;
    await house.migrate();
    await house.migrate({ MONGO_URL: house.mongoUrl(RAW) });
    const server = await house.start('server/main');
    const shops = await stockedShops(server.url, sizes);
    await connectMongo();
    try {
      const spread = () => order(server, CONNECTIONS, sizes.orders, () => shops[Math.floor(Math.random() * shops.length)]!);
      const hot = () => order(server, HOT_CONNECTIONS, sizes.orders, () => shops[0]!, shops[0]!.variants[0]!);
      await spread(); // compilers settle, and one order of each kind stands as the reference's pattern
      const raw = await rawOrders(sizes);
      await raw();
      const [ours, reference] = await alternate(sizes.rounds, [spread, raw]);
      const worker = await house.start('worker/main');
      await hot();
      const [working, workingHot] = await alternate(sizes.rounds, [spread, hot]);
      await worker.stop();
      await everyOrderStands(sizes);
      return {
        lines: [
          { name: 'spread over shops', values: ours! },
          { name: 'raw driver', values: reference! },
          { name: 'spread, worker at work', values: working! },
          { name: 'one hot SKU, worker at work', values: workingHot! },
        ],
        targets: [
          { name: 'spread of the raw driver', value: ours!['orders/s'] / reference!['orders/s'], unit: 'share', least: 0.4 },
          { name: 'hot SKU of spread', value: workingHot!['orders/s'] / working!['orders/s'], unit: 'share', least: 0.5 },
        ],
        notes: [
          `Medians of ${sizes.rounds} rounds of ${sizes.orders} orders each, in turn; ${sizes.shops} shops of ${sizes.products * 2} variants; ` +
            `${CONNECTIONS} connections, the hot SKU ${HOT_CONNECTIONS}. p50 and p99 are of single requests, two an order; the raw driver's of whole orders.`,
          'The raw driver writes the same documents with the same write concern: cart, order number, two holds, and in one transaction order, cart and event. It reads, checks and answers nothing.',
          "With the worker at work, its work on the orders before (holds taken off, mails, the agency's list) runs on the same cores.",
        ],
      };
    } finally {
      await disconnectMongo();
    }
  },
};

async function stockedShops(server: string, { shops, products }: Sizes): Promise<Stocked[]> {
  const agency = await signUp(server);
  const stocked: Stocked[] = [];
  for (const shop of await openShops(agency, shops)) stocked.push({ shop, variants: await stockShop(agency, shop, products) });
  return stocked;
}

const CART = 'mutation ($input: CartCreateInput!) { cartCreate(input: $input) { cart { token } userErrors { code message } } }';
const COMPLETE = `mutation ($cart: String!, $input: CheckoutCompleteInput!) {
  checkoutComplete(cart: $cart, input: $input) { order { number token total { amount currency } } userErrors { code message } }
}`;

const ADDRESS = {
  name: '李雷',
  phone: '13800138000',
  country: 'CN',
  province: '浙江省',
  city: '杭州市',
  district: '西湖区',
  line1: '文三路 100 号',
  postalCode: '310012',
};

const any = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;

/** Two different ones. */
function twoOf<T>(list: readonly T[], first = any(list)): T[] {
  return [first, any(list.filter((one) => one !== first))];
}

type OrderSpeed = Record<'orders/s' | Exclude<Speed, 'requests/s'>, number>;

/** Shoppers who fill a cart and order it, one request after the other. */
async function order(to: Part, connections: number, orders: number, shopOf: () => Stocked, hot?: string): Promise<OrderSpeed> {
  const fill: Step = {
    path: '/graphql/shop',
    headers: {},
    body(kept) {
      const { shop, variants } = shopOf();
      kept.shop = shop;
      const lines = twoOf(variants, hot).map((variant) => ({ variant, quantity: 1 }));
      return { body: JSON.stringify({ query: CART, variables: { input: { lines } } }), headers: { 'shopyard-shop': shop } };
    },
    read: (body, kept) => {
      kept.token = /"token":"(sy_cart_[\w-]+)"/.exec(body)?.[1] ?? refuse(body);
    },
  };
  const complete: Step = {
    path: '/graphql/shop',
    headers: {},
    body({ shop, token }: Kept) {
      const input = { email: `buyer-${new Types.ObjectId().toHexString()}@example.com`, shippingAddress: ADDRESS };
      return { body: JSON.stringify({ query: COMPLETE, variables: { cart: token, input } }), headers: { 'shopyard-shop': shop! } };
    },
    read: (body) => void (body.includes('"number":"') || refuse(body)),
  };
  const speed = await send({ to, connections, requests: orders * 2, steps: [fill, complete] });
  return { 'orders/s': speed['requests/s'] / 2, 'p50 ms': speed['p50 ms'], 'p99 ms': speed['p99 ms'], 'CPU ms': speed['CPU ms'] * 2 };
}

const refuse = (body: string): never => {
  throw new Error(`Not the answer expected: ${body.slice(0, 500)}`);
};

interface Level {
  _id: Types.ObjectId;
  shopId: Types.ObjectId;
  available: number;
  holds: { cart: Types.ObjectId; revision: number; n: number; until: Date; attempts: Types.ObjectId[] }[];
}

/** The database that the reference writes: the same collections and indexes. */
const RAW = 'bench_raw';

/** Writes orders as Shopyard has just written one, with nothing but the driver, as many at once as there are connections. */
async function rawOrders({ orders }: Sizes): Promise<() => Promise<OrderSpeed>> {
  const client = mongoose.connection.getClient();
  const patternOf = async (name: string, filter: mongo.Document = {}) => (await mongoose.connection.collection(name).findOne(filter))!;
  const cart = await patternOf('carts', { status: 'COMPLETED' });
  const placed = await patternOf('orders');
  const event = await patternOf('outbox', { type: 'order.created' });
  await mongoose.connection
    .collection('inventory_levels')
    .aggregate([{ $out: { db: RAW, coll: 'inventory_levels' } }])
    .toArray();
  const raw = client.db(RAW);
  const levels = await raw
    .collection<Level>('inventory_levels')
    .find({}, { projection: { shopId: 1 } })
    .toArray();
  const shops = new Map<string, Level[]>();
  for (const level of levels) shops.set(String(level.shopId), [...(shops.get(String(level.shopId)) ?? []), level]);
  const stocks = [...shops.values()];
  await raw.collection('order_counters').insertMany(stocks.map(([level]) => ({ shopId: level!.shopId, given: 0 })));

  const one = async () => {
    const chosen = twoOf(any(stocks));
    const { shopId } = chosen[0]!;
    const [cartId, orderId] = [new Types.ObjectId(), new Types.ObjectId()];
    const token = orderId.toHexString();
    await raw.collection('carts').insertOne({ ...cart, _id: cartId, shopId, tokenHash: token, status: 'OPEN' });
    const counting = raw.collection('order_counters').findOneAndUpdate({ shopId }, { $inc: { given: 1 } }, { returnDocument: 'after' });
    for (const { _id } of chosen) {
      const hold = { cart: cartId, revision: 0, n: 1, until: new Date(Date.now() + 600_000), attempts: [orderId] };
      await raw
        .collection<Level>('inventory_levels')
        .updateOne(
          { shopId, _id, available: { $gte: 1 }, 'holds.cart': { $ne: cartId } },
          { $inc: { available: -1 }, $push: { holds: hold } },
        );
    }
    const number = String(1000 + (await counting)!.given);
    await client.withSession((session) =>
      session.withTransaction(
        async () => {
          await raw.collection('orders').insertOne({ ...placed, _id: orderId, shopId, number, cartId, tokenHash: token }, { session });
          await raw.collection('carts').updateOne({ shopId, _id: cartId, status: 'OPEN' }, { $set: { status: 'COMPLETED' } }, { session });
          await raw.collection('outbox').insertMany([{ ...event, _id: new Types.ObjectId(), shopId }], { session });
        },
        { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', journal: true } },
      ),
    );
  };

  return async () => {
    const times: number[] = [];
    let left = orders;
    const used = process.cpuUsage();
    const begun = performance.now();
    const writer = async () => {
      while (left > 0) {
        left -= 1;
        const started = performance.now();
        await one();
        times.push(performance.now() - started);
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, writer));
    const seconds = (performance.now() - begun) / 1000;
    const { user, system } = process.cpuUsage(used);
    const cpu = (user + system) / 1000 / orders;
    return { 'orders/s': orders / seconds, 'p50 ms': percentile(times, 0.5), 'p99 ms': percentile(times, 0.99), 'CPU ms': cpu };
  };
}

/** A figure of orders that were not made, or made twice, would be worth nothing. */
async function everyOrderStands({ rounds, orders }: Sizes): Promise<void> {
  const collection = (name: string) => mongoose.connection.collection(name);
  const [made, completed] = [
    await collection('orders').countDocuments(),
    await collection('carts').countDocuments({ status: 'COMPLETED' }),
  ];
  const least = orders * (2 + rounds * 3);
  if (made !== completed || made < least)
    throw new Error(`${made} orders stand for ${completed} completed carts; at least ${least} were answered`);
}

import mongoose, { type mongo } from 'mongoose';
import { connectMongo, disconnectMongo } from '#platform/mongo.js';
import { outbox, shopForJob, shopId } from '#tenants/index.js';
import { done, paced, type Rows, writeRows } from '../frame/backlog.js';
import { type OpenedAgency, openShops, signUp, stockShop } from '../frame/client.js';
import type { Figure } from '../frame/figure.js';
import { type OrderToPay, orderToPay } from '../frame/orders-to-pay.js';
import type { Sandboxes } from '../frame/sandboxes.js';
import { alternate, percentile } from '../frame/statistics.js';
import { connectWechatPay } from '../frame/tellers.js';

interface Sizes {
  rounds: number;
  /** Paid in each round, and how many of them a second. */
  orders: number;
  aSecond: number;
  /** Shops whose orders they are. */
  paying: number;
  /** Other shops of the same agency, and the jobs that all of these together have waiting. */
  busy: number;
  backlog: number;
}

const FULL: Sizes = { rounds: 3, orders: 300, aSecond: 20, paying: 10, busy: 20, backlog: 100_000 };
const QUICK: Sizes = { rounds: 1, orders: 6, aSecond: 10, paying: 2, busy: 2, backlog: 600 };
const AT_ONCE = 8;

type Times = Record<'paid p50 ms' | 'paid p99 ms' | 'mail p50 ms' | 'mail p99 ms', number>;

export const paid: Figure = {
  name: 'paid',
  about:
    "from WeChat Pay's callback to the order paid and the buyer's mail queued, beside 100,000 jobs of other shops, against an idle house",
  async run(house, quick) {
    const sizes = quick ? QUICK : FULL;
    await house.migrate();
    const sandboxes = await house.sandboxes();
    const server = await house.start('server/main', sandboxes.settings);
    const agency = await signUp(server.url);
    const ids = await openShops(agency, sizes.paying + sizes.busy);
    const shops: Shop[] = [];
    for (const id of ids.slice(0, sizes.paying)) shops.push(await openForBusiness(agency, id, sandboxes));
    await connectMongo();
    try {
      await house.start('worker/main', { ...sandboxes.settings, PUBLIC_URL: server.url });
      const rows: Rows = mongoose.connection.collection<mongo.Document>(outbox.name);
      const ordered = () => orderAll(server.url, shops, sandboxes, sizes.orders);
      const left: number[] = [];

      const idle = async (): Promise<Times> => {
        const orders = await ordered();
        await done(rows);
        return payAll(server.url, orders, sizes);
      };
      const beside = async (): Promise<Times> => {
        const orders = await ordered();
        await done(rows);
        await fillBacklog(rows, ids.slice(sizes.paying), sizes.backlog);
        const times = await payAll(server.url, orders, sizes);
        left.push(await rows.countDocuments({ queue: 'events', state: { $in: ['PENDING', 'HANDED'] } }));
        await done(rows);
        return times;
      };
      await idle(); // compilers settle
      const [alone, crowded] = await alternate(sizes.rounds, [idle, beside]);
      const target = (name: string, key: keyof Times) => ({ name, value: crowded![key] / alone![key], unit: 'times' as const, most: 2 });
      return {
        lines: [
          { name: 'idle', values: alone! },
          { name: `beside ${sizes.backlog.toLocaleString('en')} other jobs`, values: crowded! },
        ],
        targets: [
          target('order paid, p50, of idle', 'paid p50 ms'),
          target('order paid, p99, of idle', 'paid p99 ms'),
          target('mail queued, p50, of idle', 'mail p50 ms'),
          target('mail queued, p99, of idle', 'mail p99 ms'),
        ],
        notes: [
          `Medians of ${sizes.rounds} rounds of ${sizes.orders} orders of ${sizes.paying} shops, paid at ${sizes.aSecond} a second, whether or not those before have come through.`,
          "From the sending of the callback to the commits, by MongoDB's clock in its log, which is this machine's: the order PAID; the buyer's mail written down.",
          `The other jobs are empty ones of ${sizes.busy} shops of the same agency, written just before; when the last order was paid, ${left.map((count) => count.toLocaleString('en')).join(', ')} of them still waited.`,
        ],
      };
    } finally {
      await disconnectMongo();
    }
  },
};

interface Shop {
  id: string;
  variants: string[];
  /** Of its WeChat Pay account's callbacks. */
  path: string;
}

async function openForBusiness(agency: OpenedAgency, id: string, sandboxes: Sandboxes): Promise<Shop> {
  const { path } = await connectWechatPay(agency, id, sandboxes);
  return { id, path, variants: await stockShop(agency, id, 1) };
}

/** Orders that wait for their callbacks, several made at once. */
async function orderAll(server: string, shops: readonly Shop[], sandboxes: Sandboxes, count: number): Promise<OrderToPay[]> {
  const orders: OrderToPay[] = [];
  let begun = 0;
  const buyer = async () => {
    while (begun < count) {
      const { id, path, variants } = shops[begun++ % shops.length]!;
      orders.push(await orderToPay(server, { shop: id, variant: variants[0]!, path }, sandboxes));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, buyer));
  return orders;
}

async function fillBacklog(rows: Rows, shops: readonly string[], count: number): Promise<void> {
  for (const id of shops) await writeRows(rows, await shopForJob(shopId.decode(id), 'bench'), Math.ceil(count / shops.length));
}

/** Sends the callbacks at their pace and reads afterwards, in MongoDB's own log, when what came of them was committed. */
async function payAll(server: string, orders: readonly OrderToPay[], { aSecond }: Sizes): Promise<Times> {
  const sent = new Map<string, number>();
  const { operationTime } = await mongoose.connection.db!.command({ ping: 1 });
  await paced(orders.length, aSecond, async (at) => {
    const { email, path, callback } = orders[at]!;
    sent.set(email, Date.now());
    const { status } = await fetch(server + path, { method: 'POST', ...callback });
    if (status !== 204) throw new Error(`${path} answers ${status}`);
  });
  const [paidAt, mailedAt] = await commitsOf([...sent.keys()], operationTime as mongo.Timestamp);
  const waits = (ends: ReadonlyMap<string, number>) => [...sent].map(([email, begun]) => ends.get(email)! - begun);
  return {
    'paid p50 ms': percentile(waits(paidAt), 0.5),
    'paid p99 ms': percentile(waits(paidAt), 0.99),
    'mail p50 ms': percentile(waits(mailedAt), 0.5),
    'mail p99 ms': percentile(waits(mailedAt), 0.99),
  };
}

const PATIENCE_MS = 120_000;

const CHANGES = [
  {
    $match: {
      $or: [
        { 'ns.coll': 'orders', operationType: 'update', 'updateDescription.updatedFields.paymentStatus': 'PAID' },
        { 'ns.coll': 'notifications', operationType: 'insert', 'fullDocument.template': 'order-paid' },
      ],
    },
  },
];

/** When each buyer's order was paid, and when his mail was written down, in milliseconds. @throws where that does not come for all */
async function commitsOf(emails: readonly string[], from: mongo.Timestamp): Promise<[Map<string, number>, Map<string, number>]> {
  const found = await mongoose.connection
    .collection('orders')
    .find({ email: { $in: emails } }, { projection: { email: 1 } })
    .toArray();
  const emailOf = new Map(found.map(({ _id, email }) => [String(_id), email as string]));
  const [paidAt, mailedAt] = [new Map<string, number>(), new Map<string, number>()];
  const stream = mongoose.connection.db!.watch(CHANGES, { startAtOperationTime: from });
  const late = setTimeout(() => void stream.close(), PATIENCE_MS);
  try {
    while (paidAt.size < emails.length || mailedAt.size < emails.length) {
      const change = (await stream.next()) as mongo.ChangeStreamInsertDocument | mongo.ChangeStreamUpdateDocument;
      const at = change.wallTime!.getTime();
      if (change.operationType === 'insert') mailedAt.set(change.fullDocument.recipient, at);
      else paidAt.set(emailOf.get(String(change.documentKey._id))!, at);
    }
  } catch (cause) {
    throw new Error(`Of ${emails.length} callbacks ${paidAt.size} orders were paid and ${mailedAt.size} mails written`, { cause });
  } finally {
    clearTimeout(late);
    await stream.close();
  }
  return [paidAt, mailedAt];
}

import express from 'express';
import mongoose, { type mongo, Types } from 'mongoose';
import { config } from '#platform/config.js';
import { toDecimal } from '#platform/money.js';
import { connectMongo, disconnectMongo } from '#platform/mongo.js';
import { identify } from '#server/request-id.js';

/** What a person would write by hand for one purpose, on Express and the driver: the measure for the doors of server/. */
await connectMongo();
const collection = (name: string) => mongoose.connection.collection(name) as unknown as mongo.Collection<mongo.Document>;
const app = express().disable('x-powered-by').set('etag', false);

app.get('/healthz', (_request, response) => void response.json({ status: 'up' }));

/** The newest 20 active products of a shop, as the shop API's storefront reads them. */
const newest = (shop: string) =>
  collection('products')
    .find(
      { shopId: new Types.ObjectId(shop), status: 'ACTIVE', publishedAt: { $not: { $gt: new Date() } } },
      {
        hint: { shopId: 1, status: 1, _id: 1 },
        sort: { _id: -1 },
        limit: 21,
        batchSize: 22,
        projection: { shopId: 1, title: 1, handle: 1, variants: 1, variantsApart: 1 },
      },
    )
    .toArray();

const money = (amount: number) => ({ amount: toDecimal(amount, 'CNY'), currency: 'CNY' });

app.post('/list', identify, async (request, response) => {
  const found = await newest(request.get('shopyard-shop')!);
  const nodes = found.slice(0, 20).map(({ _id, title, handle, variants }) => ({
    id: `prod_${_id.toHexString()}`,
    title,
    handle,
    variants: {
      nodes: (variants as mongo.Document[]).map(({ id, title: name, sku, price, compareAtPrice }) => ({
        id: `var_${id.toHexString()}`,
        title: name,
        sku,
        price: money(price),
        compareAtPrice: compareAtPrice === null ? null : money(compareAtPrice),
      })),
    },
  }));
  response.json({ data: { products: { nodes, pageInfo: { hasNextPage: found.length > 20 } } } });
});

app.post('/naked', async (request, response) => {
  response.json({ data: { products: await newest(request.get('shopyard-shop')!) } });
});

/** Takes a callback in good faith: one acknowledged insert. */
const callbacks = collection('bench_callbacks');
await callbacks.createIndex({ account: 1, event: 1 }, { unique: true });
app.post('/callback', express.raw({ type: '*/*' }), async (request, response) => {
  const body = (request.body as Buffer).toString();
  await callbacks.insertOne({ account: 'bench', event: (JSON.parse(body) as { id: string }).id, body, receivedAt: new Date() });
  response.sendStatus(200);
});

const server = app.listen(config().PORT);
process.once('SIGTERM', () => {
  server.close(async () => {
    await disconnectMongo();
    process.exit(0);
  });
  server.closeAllConnections();
});

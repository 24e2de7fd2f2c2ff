import { importFile, writeCatalog } from '../frame/catalog.js';
import { openShops, signUp } from '../frame/client.js';
import type { Figure } from '../frame/figure.js';
import { type Speed, send } from '../frame/load.js';
import { alternate } from '../frame/statistics.js';

interface Sizes {
  rounds: number;
  /** In the large shop. */
  products: number;
  requests: number;
}

const FULL: Sizes = { rounds: 5, products: 50_000, requests: 800 };
const QUICK: Sizes = { rounds: 1, products: 60, requests: 16 };
const SMALLEST = 10;
const CONNECTIONS = 4;

/** What shoppers type: common and rare words, several, Chinese and not, a single character, with filters, dearest first. */
const SEARCHES: readonly { query: string; sort?: string }[] = [
  { query: '连衣裙' },
  { query: '夏季 连衣裙' },
  { query: '裙' },
  { query: 'linen' },
  { query: 'wool coat winter' },
  { query: 'tag:夏季' },
  { query: '真丝 tag:cotton price:>100' },
  { query: `${(4242 * 7919).toString(36)}` },
  { query: 'DRESS-77-S' },
  { query: '衬衫', sort: 'PRICE_HIGH' },
  { query: '没有这个' },
];

const SEARCH = `query ($query: String, $sort: ProductSort) {
  products(first: 20, query: $query, sort: $sort) { nodes { id title handle variants(first: 2) { nodes { price { amount } } } } pageInfo { endCursor } }
}`;

export const search: Figure = {
  name: 'search',
  about: 'shoppers search in a shop of 50,000 products, and in the smallest shop beside it',
  async run(house, quick) {
    const { rounds, products, requests } = quick ? QUICK : FULL;
    await house.migrate();
    const server = await house.start('server/main');
    const agency = await signUp(server.url);
    const [large, small] = await openShops(agency, 2);
    const worker = await house.start('worker/main');
    for (const [shop, count] of [
      [large!, products],
      [small!, SMALLEST],
    ] as const) {
      const file = await writeCatalog(house, { products: count, html: false });
      await importFile(agency, shop, file, { productsCreated: count });
    }
    await worker.stop();
    const searching = (shop: string, searches = SEARCHES): Promise<Record<Speed, number>> => {
      const bodies = searches.map((variables) => JSON.stringify({ query: SEARCH, variables }));
      const steps = bodies.map((body) => ({ path: '/graphql/shop', headers: { 'shopyard-shop': shop }, body }));
      return send({ to: server, connections: CONNECTIONS, requests, steps });
    };
    await searching(large!);
    const kinds = SEARCHES.map((one) => () => searching(large!, [one]));
    const [all, least, ...each] = await alternate(rounds, [() => searching(large!), () => searching(small!), ...kinds]);
    return {
      lines: [
        { name: `${products.toLocaleString('en')} products, all searches`, values: all! },
        { name: `${SMALLEST} products, all searches`, values: least! },
        ...each.map((values, at) => ({ name: `  ${SEARCHES[at]!.query}${SEARCHES[at]!.sort ? ` (${SEARCHES[at]!.sort})` : ''}`, values })),
      ],
      targets: [],
      notes: [
        `Medians of ${rounds} rounds of ${requests} searches each, ${CONNECTIONS} connections, the first 20 products with two variants each.`,
      ],
    };
  },
};

import { ended, importFile, secondsOf, startImport, upload, writeCatalog } from '../frame/catalog.js';
import { type OpenedAgency, openShops, signUp } from '../frame/client.js';
import type { Figure } from '../frame/figure.js';
import { percentile } from '../frame/statistics.js';

interface Sizes {
  large: number;
  /** Imports of 50 rows, alone and beside the large one. */
  small: number;
}

const FULL: Sizes = { large: 50_000, small: 15 };
const QUICK: Sizes = { large: 500, small: 2 };
/** Two rows each. */
const SMALL_PRODUCTS = 25;

export const fairness: Figure = {
  name: 'fairness',
  about: 'an import of 50 rows while another shop imports 100,000, against the same alone',
  async run(house, quick) {
    const { large, small } = quick ? QUICK : FULL;
    await house.migrate();
    const server = await house.start('server/main');
    const agency = await signUp(server.url);
    const [big, ...shops] = await openShops(agency, 2 + small * 2);
    await house.start('worker/main');
    const [bigFile, smallFile] = [
      await writeCatalog(house, { products: large, html: true }),
      await writeCatalog(house, { products: SMALL_PRODUCTS, html: true }),
    ];
    await waitFor(agency, shops.pop()!, smallFile); // compilers settle
    const alone = [];
    for (const shop of shops.splice(0, small)) alone.push(await waitFor(agency, shop, smallFile));
    await startImport(agency, [big!], await upload(agency, bigFile));
    const beside = [];
    for (const shop of shops) beside.push(await waitFor(agency, shop, smallFile));
    const still = await isRunning(agency, big!);
    if (!still && !quick) throw new Error('The large import ended before the small ones had been measured');
    const done = await ended(agency, big!, 900_000);
    const p50 = (times: number[]) => percentile(times, 0.5);
    const line = (name: string, times: number[]) => ({ name, values: { 'p50 s': p50(times), 'p90 s': percentile(times, 0.9) } });
    return {
      lines: [
        line('50 rows alone', alone),
        line('50 rows beside 100,000', beside),
        { name: 'the 100,000 rows', values: { 'p50 s': secondsOf(done) } },
      ],
      targets: [{ name: 'beside of alone', value: p50(beside) / p50(alone), unit: 'times', most: 2 }],
      notes: [
        'From the request that starts the import to its end, as whoever waits for it sees it; one after the other, each into a shop of its own.',
      ],
    };
  },
};

async function waitFor(agency: OpenedAgency, shop: string, file: string): Promise<number> {
  const begun = performance.now();
  await importFile(agency, shop, file, { productsCreated: SMALL_PRODUCTS });
  return (performance.now() - begun) / 1000;
}

async function isRunning({ ask }: OpenedAgency, shop: string): Promise<boolean> {
  const { shop: found } = await ask<{ shop: { imports: { nodes: { finishedAt: string | null }[] } } }>(
    'query ($shop: ID!) { shop(id: $shop) { imports(first: 1) { nodes { finishedAt } } } }',
    { shop },
  );
  return found.imports.nodes[0]?.finishedAt === null;
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '#platform/root.js';
import { ended, secondsOf, startImport, upload } from '../frame/catalog.js';
import { type OpenedAgency, openShops, signUp } from '../frame/client.js';
import type { Figure } from '../frame/figure.js';

const FORMATS = join(root, 'commerce', 'imports', 'formats');
const PATIENCE_MS = 60_000;
/** A shop takes prices in its own currency alone. */
function currencyOf(path: string): string {
  if (/^google\/fixtures\/(atom|broken|dirty)|english/.test(path)) return 'USD';
  return path.startsWith('google/') ? 'EUR' : 'CNY';
}

/** `taobao/utf16le.csv` and its like, of every format that keeps fixtures. */
const fixtures = (): string[] =>
  readdirSync(FORMATS, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^[a-z]+\/fixtures\/[^/]+$/.test(path))
    .sort();

export const formats: Figure = {
  name: 'formats',
  about: 'every fixture of every format, recognised by its content and imported into an empty shop',
  async run(house, quick) {
    const paths = quick ? fixtures().slice(0, 2) : fixtures();
    await house.migrate();
    const server = await house.start('server/main');
    const agency = await signUp(server.url);
    await house.start('worker/main');
    const lines = [];
    const shops = await shopsFor(agency, paths.map(currencyOf));
    for (const path of paths) {
      const shop = shops[currencyOf(path)]!.pop()!;
      await startImport(agency, [shop], await upload(agency, join(FORMATS, path), 'application/octet-stream'));
      const done = await ended(agency, shop, PATIENCE_MS);
      const { status, format, rowsRead, productsCreated, rowsRejected } = done;
      const told = await problemsOf(agency, shop);
      const values = {
        rows: rowsRead,
        products: productsCreated,
        'rows rejected': rowsRejected,
        problems: told,
        ms: 1000 * secondsOf(done),
      };
      lines.push({ name: `${path.replace('/fixtures/', '/')}: ${status === 'COMPLETED' ? format : status}`, values });
    }
    return {
      lines,
      targets: [],
      notes: [
        'The fixtures are written after the documented formats, dirty rows included: what is rejected is meant to be. Problems are told of rows that went in all the same, too.',
      ],
    };
  },
};

/** As many shops as there are files in each currency. */
async function shopsFor(agency: OpenedAgency, currencies: readonly string[]): Promise<Record<string, string[]>> {
  const shops: Record<string, string[]> = {};
  for (const currency of new Set(currencies))
    shops[currency] = await openShops(agency, currencies.filter((one) => one === currency).length, currency);
  return shops;
}

/** All that the newest import of a shop has told. */
async function problemsOf({ ask }: OpenedAgency, shop: string): Promise<number> {
  const { shop: found } = await ask<{ shop: { imports: { nodes: { problemCounts: { count: number }[] }[] } } }>(
    'query ($shop: ID!) { shop(id: $shop) { imports(first: 1) { nodes { problemCounts { count } } } } }',
    { shop },
  );
  return found.imports.nodes[0]!.problemCounts.reduce((sum, { count }) => sum + count, 0);
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '#platform/root.js';
import { ended, secondsOf, startImport, upload } from '../frame/catalog.js';
import { openShops, signUp } from '../frame/client.js';
import type { Figure } from '../frame/figure.js';

const FORMATS = join(root, 'commerce', 'imports', 'formats');
const PATIENCE_MS = 60_000;
/** A shop takes prices in its own currency alone. */
const IN_DOLLARS = /^google.(atom|broken|dirty)|english/;

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
    const [yuan, dollars] = [await openShops(agency, paths.length), await openShops(agency, paths.length, 'USD')];
    await house.start('worker/main');
    const lines = [];
    for (const [at, path] of paths.entries()) {
      const shop = (IN_DOLLARS.test(path) ? dollars : yuan)[at]!;
      await startImport(agency, [shop], await upload(agency, join(FORMATS, path), 'application/octet-stream'));
      const done = await ended(agency, shop, PATIENCE_MS);
      const { status, format, rowsRead, productsCreated, rowsRejected } = done;
      const values = { rows: rowsRead, products: productsCreated, 'rows rejected': rowsRejected, ms: 1000 * secondsOf(done) };
      lines.push({ name: `${path.replace('/fixtures/', '/')}: ${status === 'COMPLETED' ? format : status}`, values });
    }
    return {
      lines,
      targets: [],
      notes: ['The fixtures are written after the documented formats, dirty rows included: what is rejected is meant to be.'],
    };
  },
};

import { statSync } from 'node:fs';
import { importFile, secondsOf, writeCatalog } from '../frame/catalog.js';
import { openShops, signUp } from '../frame/client.js';
import type { Figure } from '../frame/figure.js';

/** Products with a kilobyte of HTML and two rows each: files of about 10 MB, 100 MB and 1 GB. */
const FULL = [7000, 70_000, 700_000];
const QUICK = [20, 40, 80];
const MOST_MB = 300;

export const memory: Figure = {
  name: 'memory',
  about: "the worker's memory while it imports files of 10 MB, 100 MB and 1 GB, a fresh worker for each",
  async run(house, quick) {
    const sizes = quick ? QUICK : FULL;
    await house.migrate();
    const server = await house.start('server/main');
    const agency = await signUp(server.url);
    const shops = await openShops(agency, sizes.length);
    const lines: { name: string; values: Record<string, number> }[] = [];
    for (const [at, products] of sizes.entries()) {
      const worker = await house.start('worker/main');
      const idle = worker.memory().resident;
      const file = await writeCatalog(house, { products, html: true });
      const done = await importFile(agency, shops[at]!, file, { productsCreated: products, rowsRejected: 0 }, { patienceMs: 3_000_000 });
      const values = { 'file MB': statSync(file).size / 1e6, 'idle MB': idle, 'peak MB': worker.memory().peak, seconds: secondsOf(done) };
      lines.push({ name: `${products.toLocaleString('en')} products`, values });
      await worker.stop();
    }
    const peaks = lines.map(({ values }) => values['peak MB']!);
    return {
      lines,
      targets: [
        { name: 'largest of middle', value: peaks[2]! / peaks[1]!, unit: 'times', most: 1.2 },
        { name: `largest of ${MOST_MB} MB`, value: peaks[2]! / MOST_MB, unit: 'times', most: 1 },
      ],
      notes: [
        'The most that the process ever held (VmHWM), its reading thread included. The server streams the upload; its own memory is not in it.',
      ],
    };
  },
};

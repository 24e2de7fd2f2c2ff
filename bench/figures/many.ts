import { ended, importFile, secondsOf, startImport, upload, writeCatalog } from '../frame/catalog.js';
import { openShops, signUp } from '../frame/client.js';
import type { Figure } from '../frame/figure.js';

interface Sizes {
  products: number;
  shops: number;
}

const FULL: Sizes = { products: 10_000, shops: 100 };
const QUICK: Sizes = { products: 20, shops: 4 };
const HOUR_MS = 3_600_000;

export const many: Figure = {
  name: 'many',
  about: 'one file into many shops, against the same file into one',
  async run(house, quick) {
    const { products, shops: count } = quick ? QUICK : FULL;
    await house.migrate();
    const server = await house.start('server/main');
    const agency = await signUp(server.url);
    const [alone, ...shops] = await openShops(agency, count + 1);
    await house.start('worker/main');
    const file = await writeCatalog(house, { products, html: true });
    const expected = { productsCreated: products, rowsRejected: 0 };
    const one = secondsOf(await importFile(agency, alone!, file, expected));
    const begun = performance.now();
    await startImport(agency, shops, await upload(agency, file));
    const ends = [];
    for (const shop of shops) ends.push(await ended(agency, shop, HOUR_MS));
    const seconds = (performance.now() - begun) / 1000;
    if (ends.some(({ status, productsCreated }) => status !== 'COMPLETED' || productsCreated !== products))
      throw new Error('Not all shops have all products');
    const each = (products * count) / seconds;
    return {
      lines: [
        { name: 'one shop', values: { seconds: one, 'products/s': products / one } },
        { name: `${count} shops at once`, values: { seconds, 'products/s': each } },
      ],
      targets: [{ name: 'products a second, many of one', value: each / (products / one), unit: 'share', least: 0.8 }],
      notes: [
        `${products.toLocaleString('en')} products of two variants with 1 KB of HTML. The file is read once for all shops; from the request to the last shop's end.`,
      ],
    };
  },
};

import { createFeed, feedId, feeds, NewFeed } from '#commerce/feeds/index.js';
import { createMapping, importBatchId, importId, importMappingId } from '#commerce/imports/index.js';
import { anUpload, startImporting } from '#tests/support/importing.js';
import { named, once } from '../once.js';
import type { Ground } from './ground.js';

/** Files, and what is brought in from them. */
export function importsOn(ground: Ground) {
  const { shop, mark, tenant } = ground;
  const catalog = `Title,URL handle,Price,SKU\n${mark} imported,${mark}-imported,12.00,${mark}-imported\n,,not a price,\n`;
  const whole = once(async () => (await startImporting([shop], catalog))[0]!);
  const started = named(importId, whole);

  return {
    upload: once(() => anUpload(tenant.agency, catalog)),
    pictureUpload: once(() => anUpload(shop, mark)),
    import: started,
    endedImport: async () => {
      const id = await started();
      await ground.settle();
      return id;
    },
    importBatch: async () => importBatchId.encode((await whole()).batchId),
    importMapping: named(importMappingId, () => createMapping(tenant.agency, { name: mark, columns: [{ name: mark, field: 'title' }] })),
    feed: named(feedId, async () => {
      const input = NewFeed.parse({ url: `https://example.com/${mark}.csv`, everyHours: 24 });
      const made = await createFeed(shop, input, { wholeAgency: true });
      await feeds.in(shop).set({ _id: made._id }, { $set: { lastImportId: (await whole())._id } });
      return made;
    }),
  };
}

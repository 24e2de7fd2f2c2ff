import { type ExamplesOfNoun, list } from './example.js';

/** Files, and what is brought in from them or taken out. */
export const imports: ExamplesOfNoun = {
  subjects: {
    upload: (place) => place.upload(),
    import: (place) => place.import(),
    'importUndo import': (place) => place.endedImport(),
    importBatch: (place) => place.importBatch(),
    importMapping: (place) => place.importMapping(),
    mapping: (place) => place.importMapping(),
    format: () => 'AUTO',
    columns: () => null,
    feed: (place) => place.feed(),
  },
  inputs: {
    uploadCreate: ({ mark }) => ({ filename: `${mark}.csv`, contentType: 'text/csv', bytes: 10 }),
    catalogImportStart: async (place) => ({ upload: await place.upload(), mapping: await place.importMapping() }),
    catalogExport: ({ mark }) => ({ format: 'SHOPIFY', query: mark }),
    importMappingCreate: ({ mark }) => ({ name: mark, columns: [{ name: mark, field: 'title' }] }),
    importMappingUpdate: ({ mark }) => ({ name: `${mark} changed` }),
    feedCreate: ({ mark }) => ({ url: `https://example.com/${mark}.csv`, everyHours: 24 }),
    feedUpdate: ({ mark }) => ({ url: `https://example.com/${mark}/changed.csv` }),
  },
  untried: {
    'FeedCreateInput.mapping': "is looked for among those of the shop's own agency whenever the feed is fetched",
    'FeedUpdateInput.mapping': 'the same',
  },
  lookUps: {
    'Shop.import': list(async (place) => ({ id: await place.import() })),
    'Agency.importBatch': list(async (place) => ({ id: await place.importBatch() })),
    'Import.problems': list(() => ({ first: 5, code: 'PRICE_INVALID' })),
  },
};

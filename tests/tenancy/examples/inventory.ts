import { type ExamplesOfNoun, fresh, list } from './example.js';

/** Places where goods lie, and how many do. */
export const inventory: ExamplesOfNoun = {
  subjects: {
    location: (place) => place.spareLocation(),
  },
  inputs: {
    locationCreate: ({ mark }) => ({ name: mark }),
    locationUpdate: ({ mark }) => ({ name: `${mark} changed` }),
    inventorySet: async (place) => ({ variant: await place.variant(), location: await place.location(), available: 5 }),
    inventorySetBulk: async (place) => ({
      levels: [{ variant: await place.variant(), location: await place.location(), available: 6 }],
    }),
    inventoryAdjust: async (place) => ({
      variant: await place.variant(),
      location: await place.location(),
      delta: 1,
      reason: place.mark,
      idempotencyKey: fresh(place),
    }),
  },
  lookUps: {
    'Shop.inventoryLevels': list(
      ({ mark }) => ({ first: 5, query: mark }),
      async (place) => ({ first: 5, location: await place.location() }),
    ),
    'Variant.adjustments': list(async (place) => ({ first: 5, location: await place.location() })),
  },
};

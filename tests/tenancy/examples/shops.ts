import type { Place } from '../places/place.js';
import { type Args, type ExamplesOfNoun, fresh, list, PRICE } from './example.js';

const newShop = (place: Place) => ({ name: place.mark, handle: fresh(place), currency: 'CNY', locale: 'en', timezone: 'UTC' });

/** What is found by an id alone, whatever it is. */
const NODES = [
  'product',
  'variant',
  'collection',
  'category',
  'attributeDefinition',
  'location',
  'order',
  'customer',
  'payment',
  'paymentAccount',
  'paymentOnboarding',
  'refund',
  'dispute',
  'reconciliation',
  'difference',
  'fulfillment',
  'import',
] as const satisfies readonly (keyof Place)[];

/** Agencies, their shops, and what many shops are given at once. */
export const shops: ExamplesOfNoun = {
  subjects: {
    agency: ({ tenant }) => tenant.id,
    shop: ({ id }) => id,
    shops: ({ id }) => [id],
    rollout: (place) => place.rollout(),
  },
  inputs: {
    agencyUpdate: ({ tenant }) => ({ name: `${tenant.mark} changed` }),
    shopCreate: (place) => ({ ...newShop(place), blueprint: place.id }),
    shopsCreate: (place) => ({ blueprint: place.id, shops: [newShop(place)] }),
    shopUpdate: ({ mark }) => ({
      name: `${mark} changed`,
      settings: { shippingMethods: [{ id: 'courier', title: mark, price: PRICE }] },
    }),
    shopsUpdate: ({ id, mark }) => ({ shops: [id], tagsAdd: [`${mark} more`] }),
    blueprintApply: async (place) => ({ blueprint: await place.otherShop('CNY') }),
  },
  untried: {
    'ShippingMethodInput.id': "the merchant's own short name, unique in his shop alone",
    'TaxClassInput.id': 'the same',
  },
  lookUps: {
    'Query.agency': list(({ tenant }) => ({ id: tenant.id })),
    'Query.shop': list(({ id }) => ({ id })),
    'Agency.shops': list(({ mark }) => ({ first: 5, query: mark })),
    'Agency.shopIds': list(({ mark }) => ({ query: mark })),
    'Agency.shopsCount': list(({ mark }) => ({ query: mark })),
    'Agency.blueprintApplication': list(async (place) => ({ id: await place.blueprintApplication() })),
    'Agency.blueprintRollout': list(async (place) => ({ id: await place.rollout() })),
    'Shop.node': async (place) => {
      const ids: Args[] = [];
      for (const kind of NODES) ids.push({ id: await place[kind]() });
      return ids;
    },
  },
};

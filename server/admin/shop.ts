import { z } from 'zod';
import { closeShop, NewShop, NewShops, type OpenedResult, openShop, openShops, ShopChanges, updateShop } from '#commerce/openings/index.js';
import type { Resolvers } from '#server/generated/admin.js';
import { orNull } from '#server/graphql/errors.js';
import { money, moneyOrNull, percent } from '#server/graphql/money.js';
import { agencyMutation, shopMutation } from '#server/graphql/mutations.js';
import type { AdminRequest } from '#server/graphql/request.js';
import { userErrorsOf } from '#server/graphql/user-errors.js';
import { type AgencyContext, agencyId, getShops, listAccessTokens, type Shop, shopId, shopOfAgency } from '#tenants/index.js';
import { findNode } from './nodes.js';

const opened = (request: AdminRequest, shop: Shop) => request.openListedShop(shop);

async function shopsMade(agency: AgencyContext, ids: readonly string[], request: AdminRequest) {
  const shops = await getShops(await Promise.all(ids.map((id) => shopOfAgency(agency, id))));
  return shops.map((shop) => opened(request, shop));
}

const resultOf = (request: AdminRequest, { index, shop, error }: OpenedResult) => ({
  index,
  shop: shop && opened(request, shop),
  userErrors: error
    ? userErrorsOf(error, ['input']).map(({ field, ...told }) => ({
        ...told,
        field: ['input', 'shops', String(index), ...(field?.slice(1) ?? [])],
      }))
    : [],
});

export const shopResolvers: Resolvers = {
  Query: { shop: (_root, { id }, request) => orNull(request.openShop(id)) },
  Mutation: {
    shopCreate: agencyMutation(
      NewShop,
      async (agency, input, _args, request) => ({ shop: opened(request, await openShop(agency, input)) }),
      {
        replay: async (agency, ids, request) => ({ shop: (await shopsMade(agency, ids, request))[0]! }),
      },
    ),
    shopsCreate: agencyMutation(
      NewShops,
      async (agency, input, _args, request) => ({ results: (await openShops(agency, input)).map((result) => resultOf(request, result)) }),
      {
        replay: async (agency, ids, request) => ({
          results: (await shopsMade(agency, ids, request)).map((shop, index) => ({ index, shop, userErrors: [] })),
        }),
      },
    ),
    shopUpdate: shopMutation(ShopChanges, async (shop, input, _args, request) => ({
      shop: opened(request, await updateShop(shop, input)),
    })),
    shopClose: shopMutation(z.object({}), async (shop, _input, _args, request) => ({ shop: opened(request, await closeShop(shop)) })),
  },
  Shop: {
    id: ({ context }) => shopId.encode(context.shopId),
    mode: ({ context }) => context.mode,
    currency: ({ context }) => context.currency,
    handle: async (shop, _args, request) => (await request.documentOf(shop)).handle,
    name: async (shop, _args, request) => (await request.documentOf(shop)).name,
    status: async (shop, _args, request) => (await request.documentOf(shop)).status,
    locale: async (shop, _args, request) => (await request.documentOf(shop)).locale,
    timezone: async (shop, _args, request) => (await request.documentOf(shop)).timezone,
    createdAt: async (shop, _args, request) => (await request.documentOf(shop)).createdAt,
    updatedAt: async (shop, _args, request) => (await request.documentOf(shop)).updatedAt,
    settings: async (shop, _args, request) => {
      const { settings, currency } = await request.documentOf(shop);
      return {
        ...settings,
        handles: settings.handles ?? 'KEEP', // a shop may be older than the setting
        tax: { ...settings.tax, rate: percent(settings.tax.rate) },
        taxClasses: (settings.taxClasses ?? []).map(({ rate, ...one }) => ({ ...one, rate: percent(rate) })),
        shippingMethods: settings.shippingMethods.map(({ price, freeFrom, ...method }) => ({
          ...method,
          price: money(price, currency),
          freeFrom: moneyOrNull(freeFrom, currency),
        })),
      };
    },
    agency: ({ context }, _args, request) => orNull(Promise.resolve().then(() => request.openAgency(agencyId.encode(context.agencyId)))),
    viewerScopes: ({ scopes }) => [...scopes],
    node: (shop, { id }) => findNode(shop, id),
    accessTokens: ({ context }) => listAccessTokens(context),
  },
};

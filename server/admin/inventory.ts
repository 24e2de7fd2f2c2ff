import { z } from 'zod';
import { findVariants, variantId } from '#commerce/catalog/index.js';
import {
  adjustInventory,
  createLocation,
  deleteLocation,
  getLevel,
  getLocation,
  InventoryAdjust,
  InventorySet,
  InventorySetBulk,
  type Level,
  type LevelResult,
  LocationChange,
  levelsOf,
  levelsSetBefore,
  listAdjustments,
  listLocations,
  listLowStock,
  listStock,
  locationId,
  locationsByIds,
  NewLocation,
  productsByIds,
  setInventory,
  setInventoryBulk,
  updateLocation,
} from '#commerce/inventory/index.js';
import { UserError } from '#platform/errors.js';
import type { Resolvers } from '#server/generated/admin.js';
import { shopMutation } from '#server/graphql/mutations.js';
import type { AdminRequest } from '#server/graphql/request.js';
import { actorNames, type ShopContext } from '#tenants/index.js';

const levelNow = async (shop: ShopContext, [variant, location]: readonly string[]) => ({
  level: await getLevel(shop, variant!, location!),
});

const shown = (results: readonly LevelResult[]) => ({
  results: results.map(({ index, level, errors }) => ({
    index,
    level,
    userErrors: errors.map(({ code, message, field }) => ({
      code: code as never,
      message,
      field: ['input', 'levels', String(index), ...field],
    })),
  })),
});

/** By kind and id in one word, as loaders tell keys apart. */
const namesOfActors = (shop: ShopContext, keys: readonly string[]) =>
  actorNames(
    shop,
    keys.map((key) => {
      const [kind = '', id] = key.split(' ');
      return { kind, id: id || null };
    }),
  );

type OfLocation = { shopId: ShopContext['shopId']; locationId: ShopContext['shopId'] };

const locationOf = async ({ shopId, locationId: id }: OfLocation, _args: object, request: AdminRequest) =>
  (await request.loader(request.shopOf(shopId), 'locationsByIds', locationsByIds).load(id))!;

const variantBehind = (request: AdminRequest, { shopId, variantId }: Level) =>
  request.loader(request.shopOf(shopId), 'findVariants', findVariants).load(variantId);

const MOST_LOW = 50;

export const inventoryResolvers: Resolvers = {
  Shop: {
    locations: ({ context }) => listLocations(context),
    inventoryLevels: ({ context }, args) => listStock(context, args),
    lowStock: async ({ context }, { first }, request) => {
      const most = first ?? 10;
      if (most < 1 || most > MOST_LOW) throw new UserError('PAGE_TOO_LARGE', `first: takes 1 to ${MOST_LOW}`, ['first']);
      const found = await listLowStock(context, most);
      // A level outlives a variant that was taken away.
      const variants = await Promise.all(found.map((level) => variantBehind(request, level)));
      return found.filter((_level, at) => variants[at]);
    },
  },
  LowStock: {
    variant: async (level, _args, request) => {
      const found = await variantBehind(request, level);
      return { ...found!.variant, shopId: level.shopId, productId: level.productId };
    },
    product: async ({ shopId, productId }, _args, request) =>
      (await request.loader(request.shopOf(shopId), 'productsByIds', productsByIds).load(productId))!,
    location: locationOf,
  },
  Variant: {
    levels: ({ id, shopId }, _args, request) => request.loader(request.shopOf(shopId), 'levelsOf', levelsOf).load(id),
    adjustments: ({ id, shopId }, args, request) => listAdjustments(request.shopOf(shopId), id, args),
  },
  Mutation: {
    inventorySet: shopMutation(InventorySet, async (shop, input) => ({ level: await setInventory(shop, input) }), { replay: levelNow }),
    inventorySetBulk: shopMutation(InventorySetBulk, async (shop, input) => shown(await setInventoryBulk(shop, input)), {
      replay: async (shop, kept) => shown(await levelsSetBefore(shop, kept)),
    }),
    inventoryAdjust: shopMutation(InventoryAdjust, async (shop, input) => ({ level: await adjustInventory(shop, input) }), {
      replay: levelNow,
    }),
    locationCreate: shopMutation(NewLocation, async (shop, input) => ({ location: await createLocation(shop, input) }), {
      replay: async (shop, [id]) => ({ location: await getLocation(shop, id) }),
    }),
    locationUpdate: shopMutation(LocationChange, async (shop, input, { location }: { location: string }) => ({
      location: await updateLocation(shop, location, input),
    })),
    locationDelete: shopMutation(z.object({}), async (shop, _input, { location }: { location: string }) => ({
      location: await deleteLocation(shop, location),
    })),
  },
  Location: { id: ({ _id }) => locationId.encode(_id) },
  InventoryLevel: {
    id: ({ variantId: variant, locationId: location }) => `${variantId.encode(variant)}.${locationId.encode(location)}`,
    variant: async ({ shopId, variantId: id, productId }, _args, request) => {
      const found = await request.loader(request.shopOf(shopId), 'findVariants', findVariants).load(id);
      return found && { ...found.variant, shopId, productId };
    },
    location: locationOf,
    held: ({ holds }) => holds.reduce((sum, { n }) => sum + n, 0),
  },
  InventoryAdjustment: {
    location: locationOf,
    actorKind: ({ actor }) => actor.kind,
    actorName: ({ shopId, actor }, _args, request) =>
      request.loader(request.shopOf(shopId), 'namesOfActors', namesOfActors).load(`${actor.kind} ${actor.id ?? ''}`),
  },
};

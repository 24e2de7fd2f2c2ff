import type { Resolvers as ShopResolvers } from '#server/generated/shop.js';
import { collectionResolvers } from './collections.js';
import { productResolvers } from './products.js';
import { shopResolvers as shopOfShopper } from './shop.js';

/** The shop API's resolvers, a file a noun. */
export const shopResolvers: readonly ShopResolvers[] = [collectionResolvers, productResolvers, shopOfShopper];

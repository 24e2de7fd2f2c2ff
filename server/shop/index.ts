import type { Resolvers as ShopResolvers } from '#server/generated/shop.js';
import { cartResolvers } from './carts.js';
import { categoryResolvers } from './categories.js';
import { collectionResolvers } from './collections.js';
import { fulfillmentResolvers } from './fulfillment.js';
import { orderResolvers } from './orders.js';
import { paymentResolvers } from './payments.js';
import { productResolvers } from './products.js';
import { redirectResolvers } from './redirects.js';
import { refundResolvers } from './refunds.js';
import { shopResolvers as shopOfShopper } from './shop.js';

/** The shop API's resolvers, a file a noun. */
export const shopResolvers: readonly ShopResolvers[] = [
  cartResolvers,
  categoryResolvers,
  collectionResolvers,
  orderResolvers,
  productResolvers,
  shopOfShopper,
  fulfillmentResolvers,
  paymentResolvers,
  redirectResolvers,
  refundResolvers,
];

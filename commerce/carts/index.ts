/** The door of this noun. */
export { type Cart, carts } from './cart.model.js';
export {
  addCartLines,
  CartAddition,
  CartRemoval,
  CartUpdate,
  createCart,
  findCart,
  getCart,
  getCartById,
  NewCart,
  removeCartLines,
  updateCartLines,
} from './carts.js';
export type { UnitShare } from './pricing.js';
export { type CartInShop, previewCart, type Quote, quoteCart, readCart, shippingMethodsFor } from './quote.js';

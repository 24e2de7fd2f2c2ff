import type { Types } from 'mongoose';
import { createCart } from '#commerce/carts/index.js';
import { type Product, variantId } from '#commerce/catalog/index.js';
import { Checkout, completeCheckout, type PlacedOrder } from '#commerce/checkout/index.js';
import { createDefaultLocation, createProduct, getLocation } from '#commerce/inventory/index.js';
import { toDecimal } from '#platform/money.js';
import type { ShopContext } from '#tenants/index.js';

/** A product with one variant, sold at the default location. `price` in minor units. */
export async function aProduct(
  shop: ShopContext,
  { title = 'Hat', price = 1999, available = 10, tracksInventory = true } = {},
): Promise<Product> {
  await getLocation(shop).catch(() => createDefaultLocation(shop));
  const money = { amount: toDecimal(price, shop.currency), currency: shop.currency };
  return createProduct(shop, { title, status: 'ACTIVE', variants: [{ price: money, available, tracksInventory }] });
}

/** The public id and the id of a product's first variant. */
export const variantOf = (product: Product): { id: string; _id: Types.ObjectId } => {
  const { id } = product.variants[0]!;
  return { id: variantId.encode(id), _id: id };
};

/** The token of a cart with so many of each product. */
export async function aCart(shop: ShopContext, ...lines: [Product, number][]): Promise<string> {
  const { token } = await createCart(shop, { lines: lines.map(([product, quantity]) => ({ variant: variantOf(product).id, quantity })) });
  return token;
}

export const aBuyer = (given: object = {}): Checkout =>
  Checkout.parse({
    email: 'buyer@example.com',
    shippingAddress: { name: 'A Buyer', country: 'CN', city: '杭州', line1: '文三路 1 号' },
    ...given,
  });

/** An unpaid order of one product: `price` in minor units, shipping as the shop has it. */
export async function anOrder(shop: ShopContext, { price = 1999, quantity = 1 } = {}): Promise<PlacedOrder> {
  const product = await aProduct(shop, { price, available: quantity });
  return completeCheckout(shop, await aCart(shop, [product, quantity]), aBuyer());
}

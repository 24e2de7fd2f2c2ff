import type { ListedVariant } from '#commerce/catalog/index.js';
import { type ShippingMethod, type ShopContext, type ShopSettings, shopSettings, taxRateOf } from '#tenants/index.js';
import type { Cart, CartLine } from './cart.model.js';
import { goodsOf } from './goods.js';
import { chooseShipping, type Prices, priceOrder, shippingMethodsTo, shippingPrice } from './pricing.js';

/** A cart beside what the shop says of it at this moment. */
export interface CartInShop {
  settings: ShopSettings;
  /** In the cart's order; `goods` is null for what is not sold any more. */
  lines: { line: CartLine; goods: ListedVariant | null }[];
}

export interface Quote extends Prices {
  shippingMethod: ShippingMethod | null;
}

/** Reads what a quote needs, all of it at once. */
export async function readCart(shop: ShopContext, cart: Cart): Promise<CartInShop> {
  const [settings, goods] = await Promise.all([
    shopSettings(shop),
    goodsOf(
      shop,
      cart.lines.map(({ variantId }) => variantId),
    ),
  ]);
  return { settings, lines: cart.lines.map((line) => ({ line, goods: goods.get(line.variantId.toHexString()) ?? null })) };
}

/**
 * What the cart costs now, sent to `country` (null: not yet known) by a method (null: the first that delivers there).
 * What is not sold any more costs nothing. @throws {UserError} SHIPPING_UNAVAILABLE, INVALID_AMOUNT
 */
export function quoteCart(cart: CartInShop, country: string | null, method: string | null): Quote {
  return quote(cart, chooseShipping(cart.settings, country, method));
}

/** The same for showing: before an address is known, or where nothing delivers, without shipping. */
export function previewCart(cart: CartInShop, country: string | null, method: string | null): Quote {
  if (method !== null) return quoteCart(cart, country, method);
  return quote(cart, shippingMethodsTo(cart.settings, country)[0] ?? null);
}

function quote({ settings, lines }: CartInShop, shippingMethod: ShippingMethod | null): Quote {
  const sold = lines.map((one) => ({ ...priced(one), taxRate: taxRateOf(settings, one.goods?.variant.taxClass ?? null) }));
  const subtotal = subtotalOf(sold);
  const shipping = shippingMethod && lines.length > 0 ? shippingPrice(shippingMethod, subtotal) : 0;
  return { ...priceOrder({ lines: sold, shipping, tax: settings.tax }), shippingMethod };
}

const priced = ({ line, goods }: CartInShop['lines'][number]) => ({ price: goods?.variant.price ?? 0, quantity: line.quantity });

const subtotalOf = (lines: readonly { price: number; quantity: number }[]): number =>
  lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0);

/** The methods that deliver to a country, each with what it would cost for this cart. */
export function shippingMethodsFor(cart: CartInShop, country: string | null): { id: string; title: string; price: number }[] {
  const subtotal = subtotalOf(cart.lines.map(priced));
  return shippingMethodsTo(cart.settings, country).map((method) => ({
    id: method.id,
    title: method.title,
    price: shippingPrice(method, subtotal),
  }));
}

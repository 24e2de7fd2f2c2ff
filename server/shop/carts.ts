import {
  addCartLines,
  type Cart,
  CartAddition,
  type CartInShop,
  CartRemoval,
  CartUpdate,
  createCart,
  findCart,
  getCartById,
  NewCart,
  previewCart,
  type Quote,
  readCart,
  removeCartLines,
  shippingMethodsFor,
  updateCartLines,
} from '#commerce/carts/index.js';
import { variantId } from '#commerce/catalog/index.js';
import { availableOf } from '#commerce/inventory/index.js';
import type { Resolvers } from '#server/generated/shop.js';
import { money, moneyOrNull } from '#server/graphql/money.js';
import { shopperMutation } from '#server/graphql/mutations.js';
import type { ShopRequest } from '#server/graphql/request.js';

/** A cart as its holder sees it. The shop's side is read once, and only if a field asks for it. */
export class ShownCart {
  #inShop: Promise<CartInShop> | undefined;

  constructor(
    readonly cart: Cart,
    readonly token: string | null,
  ) {}

  inShop({ shop }: ShopRequest): Promise<CartInShop> {
    this.#inShop ??= readCart(shop, this.cart);
    return this.#inShop;
  }
}

export type ShownLine = CartInShop['lines'][number];
export type ShownCost = Pick<Quote, 'subtotal' | 'discount' | 'shipping' | 'tax' | 'total'>;
export interface ShownMethod {
  id: string;
  title: string;
  /** Minor units. */
  price: number;
}

const countryOf = (address: { country: string } | null | undefined): string | null => address?.country.trim().toUpperCase() ?? null;

export const cartResolvers: Resolvers = {
  Query: {
    cart: async (_root, { token }, { shop }) => {
      const cart = await findCart(shop, token);
      return cart && new ShownCart(cart, token);
    },
  },
  Mutation: {
    cartCreate: shopperMutation(
      NewCart,
      async (shop, input) => {
        const { cart, token } = await createCart(shop, input);
        return { cart: new ShownCart(cart, token) };
      },
      { replay: async (shop, [id]) => ({ cart: new ShownCart(await getCartById(shop, id!), null) }) },
    ),
    cartLinesAdd: shopperMutation(CartAddition, async (shop, input, { cart }: { cart: string }) => ({
      cart: new ShownCart(await addCartLines(shop, cart, input), cart),
    })),
    cartLinesUpdate: shopperMutation(CartUpdate, async (shop, input, { cart }: { cart: string }) => ({
      cart: new ShownCart(await updateCartLines(shop, cart, input), cart),
    })),
    cartLinesRemove: shopperMutation(CartRemoval, async (shop, input, { cart }: { cart: string }) => ({
      cart: new ShownCart(await removeCartLines(shop, cart, input), cart),
    })),
  },
  Cart: {
    status: ({ cart }) => cart.status,
    lines: async (shown, _args, request) => (await shown.inShop(request)).lines,
    cost: async (shown, { address, shippingMethod }, request) =>
      previewCart(await shown.inShop(request), countryOf(address), shippingMethod ?? null),
    shippingMethods: async (shown, { address }, request) => shippingMethodsFor(await shown.inShop(request), countryOf(address)),
  },
  CartLine: {
    id: ({ line }) => variantId.encode(line.variantId),
    variant: ({ goods }) => goods?.variant ?? null,
    title: ({ line, goods }) => goods?.product.title ?? line.title,
    variantTitle: ({ goods }) => goods?.variant.title ?? null,
    quantity: ({ line }) => line.quantity,
    price: ({ goods }, _args, { shop }) => moneyOrNull(goods?.variant.price, shop.currency),
    available: ({ goods }, _args, request) => {
      if (!goods) return 0;
      return goods.variant.tracksInventory ? request.loader(request.shop, 'availableOf', availableOf).load(goods.variant.id) : null;
    },
  },
  CartCost: {
    subtotal: ({ subtotal }, _args, { shop }) => money(subtotal, shop.currency),
    discount: ({ discount }, _args, { shop }) => money(discount, shop.currency),
    shipping: ({ shipping }, _args, { shop }) => money(shipping, shop.currency),
    tax: ({ tax }, _args, { shop }) => money(tax, shop.currency),
    total: ({ total }, _args, { shop }) => money(total, shop.currency),
  },
  ShippingMethod: { price: ({ price }, _args, { shop }) => money(price, shop.currency) },
};

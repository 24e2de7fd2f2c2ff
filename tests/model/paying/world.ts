import { createHash } from 'node:crypto';
import mongoose from 'mongoose';
import type { Product } from '#commerce/catalog/index.js';
import { completeCheckout } from '#commerce/checkout/index.js';
import { levels } from '#commerce/inventory/index.js';
import { notifications } from '#commerce/notifications/notification.model.js';
import { type Order, orders } from '#commerce/orders/index.js';
import { callbackEvents, type Payment, type PaymentAccount, type Refund } from '#commerce/payments/index.js';
import { ledgerEntries } from '#commerce/payments/ledger.js';
import { payments } from '#commerce/payments/payment.model.js';
import { refunds } from '#commerce/payments/refund.model.js';
import { outbox, type ShopContext } from '#tenants/index.js';
import type { Bank, Banks } from '#tests/support/banks.js';
import { aShop } from '#tests/support/factories.js';
import { aBuyer, aCart, aProduct } from '#tests/support/shopping.js';

export const STOCK = 9;

/** A shop of the world, and what only its buyers and providers know. */
export interface House {
  shop: ShopContext;
  product: Product;
  /** Tokens of its orders, the oldest first. */
  tokens: string[];
  /** Callbacks that nobody has brought yet. `comes`: in the end somebody does, since no question brings it to light. */
  held: { event: string; bank: Bank; comes: boolean }[];
  /** By provider. */
  accounts: Map<string, PaymentAccount>;
}

export interface World {
  houses: readonly [House, House];
  banks: Banks;
  /** Ends what providers were made to do wrong. */
  repairs: (() => Promise<unknown>)[];
  /** Keys that refunds were asked for under. */
  keys: number;
  /** Which shop has been acting alone, and what the other had when that began. */
  alone: { actor: number; other: string } | null;
}

const SHOP_DATA = [orders, payments, refunds, ledgerEntries, outbox, callbackEvents, notifications].map(({ name }) => name);

/** Two shops of two agencies, each with two orders to pay. What earlier worlds have left has no place in this one: the workers look at all shops. */
export async function aWorld(banks: Banks): Promise<World> {
  const db = mongoose.connection.db!;
  await Promise.all(
    SHOP_DATA.map((name) => db.collection(name).deleteMany({}, { comment: 'across shops: each sequence has a world of its own' })),
  );
  return { houses: await Promise.all([aHouse(), aHouse()]), banks, repairs: [], keys: 0, alone: null };
}

async function aHouse(): Promise<House> {
  const shop = await aShop();
  const product = await aProduct(shop, { available: STOCK });
  const ordered = async (quantity: number) => (await completeCheckout(shop, await aCart(shop, [product, quantity]), aBuyer())).token;
  return { shop, product, tokens: [await ordered(2), await ordered(1)], held: [], accounts: new Map() };
}

/** The account of a provider, connected when its first buyer comes. */
export async function accountAt({ houses, banks }: World, side: number, provider: keyof Banks): Promise<PaymentAccount> {
  const { shop, accounts } = houses[side]!;
  const account = accounts.get(provider) ?? (await banks[provider].connect(shop, side));
  accounts.set(provider, account);
  return account;
}

const inOrder = { sort: { _id: 1 } } as const;
export const ordersOf = ({ shop }: House): Promise<Order[]> => orders.in(shop).find({}, inOrder);
export const refundsOf = ({ shop }: House): Promise<Refund[]> => refunds.in(shop).find({}, inOrder);
/** Those that were made online. */
export const paymentsOf = ({ shop }: House): Promise<Payment[]> => payments.in(shop).find({ provider: { $ne: 'MANUAL' } }, inOrder);

export const pick = <T>(all: readonly T[], at: number): T | undefined => all[at % Math.max(1, all.length)];

/**
 * All that money and goods have done in a shop, as one text. What providers have told is not in it: they tell it when they like. Nor
 * holds, which go by themselves soon after an order.
 */
export async function digestOf({ shop }: House): Promise<string> {
  const all = await Promise.all([
    orders.in(shop).find({}, inOrder),
    payments.in(shop).find({}, inOrder),
    refunds.in(shop).find({}, inOrder),
    ledgerEntries.in(shop).find({}, inOrder),
    outbox.in(shop).find({}, inOrder),
    levels
      .in(shop)
      .find({}, inOrder)
      .then((all) => all.map(({ _id, available }) => ({ _id, available }))),
  ]);
  return `${all.map(({ length }) => length)} ${createHash('sha256').update(JSON.stringify(all)).digest('hex')}`;
}

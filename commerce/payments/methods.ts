import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type Order, orderPaymentStates } from '#commerce/orders/index.js';
import { UserError } from '#platform/errors.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { inShopCurrency, type ShopContext } from '#tenants/index.js';
import { type PaymentAccount, PROVIDERS, paymentAccounts } from './account.model.js';
import { type MethodChoice, paymentMethods } from './methods.model.js';
import { openPlatformOf } from './opened.js';
import { METHODS, type Method } from './payment.model.js';
import {
  BUYER_PLACES,
  type BuyerPlace,
  methodsOf,
  onlyPlaceOf,
  rankAnywhere,
  usualPlacesOf,
  usualRank,
  usualTitle,
  type Way,
} from './places.js';
import { providers } from './providers.js';

const Amount = z.object({ amount: z.string(), currency: z.string() });

const Choices = z
  .array(
    z.strictObject({
      provider: z.enum(PROVIDERS),
      method: z.enum(METHODS).nullish(),
      enabled: z.boolean(),
      title: z
        .string()
        .trim()
        .min(1)
        .max(60)
        .regex(/^\P{Cc}*$/u, 'takes one line of text')
        .nullish(),
      minAmount: Amount.nullish(),
      maxAmount: Amount.nullish(),
      places: z.array(z.enum(BUYER_PLACES)).min(1, 'names a place, or is left out').nullish(),
    }),
  )
  .max(50);

export const PaymentMethodChoices = z.strictObject({
  methods: Choices,
  /** What was chosen before, as whoever chooses has read it. */
  changeFrom: Choices.nullish(),
});
export type PaymentMethodChoices = z.infer<typeof PaymentMethodChoices>;

/** A way to pay as a buyer is offered it. */
export interface OfferedMethod extends Way {
  title: string;
  /** What he reads who pays by hand. */
  instructions: string | null;
}

/** What the merchant has chosen, in his order; empty: nothing, the usual order holds. */
export async function methodChoices(shop: ShopContext): Promise<readonly MethodChoice[]> {
  return (await paymentMethods.in(shop).findOne({}))?.methods ?? [];
}

/**
 * The merchant chooses and orders his ways to pay; the whole choice at once. What he does not name follows in the usual order, so
 * that a provider that is connected later is offered by itself.
 * @throws {UserError} INVALID_INPUT, CURRENCY_MISMATCH, INVALID_AMOUNT; CHANGED_MEANWHILE where it is not `changeFrom` that it was before
 */
export async function updatePaymentMethods(
  shop: ShopContext,
  { methods, changeFrom }: PaymentMethodChoices,
): Promise<readonly MethodChoice[]> {
  const chosen = methods.map((method, index) => choiceOf(shop, method, ['methods', String(index)]));
  for (const [index, choice] of chosen.entries()) {
    const first = chosen.findIndex((other) => sameWay(other, choice));
    if (first === index) continue;
    throw new UserError('INVALID_INPUT', `methods: names ${wordOf(choice)} twice`, ['methods', String(index)]);
  }
  if (!changeFrom) await keepChoices(shop, chosen);
  else {
    const before = changeFrom.map((method, index) => choiceOf(shop, method, ['changeFrom', String(index)]));
    if (!(await replaceChoices(shop, before, chosen)))
      throw new UserError('CHANGED_MEANWHILE', 'Somebody has changed the ways to pay: look again and decide', ['changeFrom']);
  }
  return chosen;
}

const writing = (methods: readonly MethodChoice[]) => ({ methods, updatedAt: new Date() });

async function keepChoices(shop: ShopContext, methods: readonly MethodChoice[]): Promise<void> {
  const change = { $set: writing(methods) };
  try {
    await paymentMethods.in(shop).set({}, change, { upsert: true });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    await paymentMethods.in(shop).set({}, change); // two chose for the first time at once
  }
}

/** False where it was not `before` that stood there. */
async function replaceChoices(shop: ShopContext, before: readonly MethodChoice[], methods: readonly MethodChoice[]): Promise<boolean> {
  const mine = paymentMethods.in(shop);
  const found = await mine.findOne({});
  if (!isDeepStrictEqual(found?.methods ?? [], before)) return false;
  if (found) return (await mine.update({ _id: found._id, methods: found.methods }, { $set: writing(methods) })) !== null;
  try {
    await mine.insert(writing(methods));
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

function choiceOf(shop: ShopContext, given: PaymentMethodChoices['methods'][number], field: readonly string[]): MethodChoice {
  const { provider, method = null, enabled, title = null } = given;
  if (method && !methodsOf(provider).includes(method))
    throw new UserError('INVALID_INPUT', `method: of ${provider} is one of ${methodsOf(provider).join(', ')}`, [...field, 'method']);
  const places = given.places ? BUYER_PLACES.filter((place) => given.places!.includes(place)) : null;
  const only = onlyPlaceOf({ provider, method });
  const elsewhere = only && places?.find((place) => place !== only);
  if (elsewhere)
    throw new UserError('INVALID_INPUT', `places: ${provider} ${method} works in ${only} alone, not in ${elsewhere}`, [...field, 'places']);
  const amountOf = (name: 'minAmount' | 'maxAmount') => {
    const money = given[name];
    return money ? inShopCurrency(shop, money, [...field, name]) : null;
  };
  const [minAmount, maxAmount] = [amountOf('minAmount'), amountOf('maxAmount')];
  if (minAmount !== null && maxAmount !== null && minAmount > maxAmount)
    throw new UserError('INVALID_INPUT', 'maxAmount: is less than minAmount', [...field, 'maxAmount']);
  return { provider, method, enabled, title, minAmount, maxAmount, places };
}

const sameWay = (one: Way, other: Way): boolean => one.provider === other.provider && one.method === other.method;
const wordOf = ({ provider, method }: Way): string => (method ? `${provider} ${method}` : provider);

/** Gives a shop that is being opened what the merchant of another has chosen. In the transaction that opens it. */
export async function copyMethodChoices(from: ShopContext, tx: ShopContext): Promise<void> {
  const methods = await methodChoices(from);
  if (methods.length > 0) await paymentMethods.in(tx).insert({ methods, updatedAt: new Date() });
}

/** The choice that holds for a way: its own, or its provider's; null: none was made. */
function choiceFor(choices: readonly MethodChoice[], way: Way): { choice: MethodChoice; rank: number; own: boolean } | null {
  const own = choices.findIndex((choice) => sameWay(choice, way));
  const rank = own >= 0 ? own : choices.findIndex(({ provider, method }) => provider === way.provider && method === null);
  return rank < 0 ? null : { choice: choices[rank]!, rank, own: own >= 0 };
}

/** Whether the merchant lets a buyer pay so much in this way. `amount` null: not known yet. */
function isTaken({ enabled, minAmount, maxAmount }: MethodChoice, amount: number | null): boolean {
  const fits = amount === null || (amount >= (minAmount ?? 0) && amount <= (maxAmount ?? Number.POSITIVE_INFINITY));
  return enabled && fits;
}

/** Those of some ways that are offered to a buyer in this place, in the order that he sees. Pure. */
export function inOrder(
  ways: readonly Way[],
  choices: readonly MethodChoice[],
  { place, amount }: { place: BuyerPlace; amount: number | null },
): Way[] {
  const ranked = ways.flatMap((way) => {
    const usual = usualRank(way, place);
    const found = choiceFor(choices, way);
    if (!found) return usual === null ? [] : [{ way, rank: choices.length, usual }];
    const { choice, rank, own } = found;
    const named = choice.places?.includes(place) ?? false;
    const offered = choice.places && !named ? false : usual !== null || (own && named);
    return offered && isTaken(choice, amount) ? [{ way, rank, usual: usual ?? Number.MAX_SAFE_INTEGER }] : [];
  });
  return ranked.sort((one, other) => one.rank - other.rank || one.usual - other.usual).map(({ way }) => way);
}

/** What an account offers, its provider's opinion of the shop's currency apart. */
async function waysOf(shop: ShopContext, account: PaymentAccount): Promise<Way[]> {
  const { provider, settings, platformId } = account;
  const methods = providers[provider].methods({ settings, platform: platformId ? await openPlatformOf(shop, platformId) : null });
  return (methods.length > 0 ? methods : [null]).map((method) => ({ provider, method }));
}

/** Stands for what is not known before a buyer has chosen: no way is refused for the lack of it. */
const ANY_BUYER = { address: '127.0.0.1', openId: 'unknown' };
const ANY_ADDRESS = 'https://localhost/';
/** Whole units in every currency, and more than any provider's least. */
const ANY_AMOUNT = 1_000_000;

function canBePaid(shop: ShopContext, { provider, method }: Way, amount: number | null): boolean {
  try {
    providers[provider].check({ method, amount: amount ?? ANY_AMOUNT, currency: shop.currency, returnUrl: ANY_ADDRESS }, ANY_BUYER);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** What there is to know of a way to pay before a merchant chooses. */
export interface KnownWay {
  provider: Way['provider'];
  method: Method;
  /** The usual words, in the caller's language. */
  title: string;
  usualPlaces: BuyerPlace[];
  /** Null: it works in many. */
  onlyPlace: BuyerPlace | null;
  takesCurrency: boolean;
}

/** Every way that active accounts have, those that buyers are not offered too: in the merchant's order, then in the usual one. */
export async function knownWays(shop: ShopContext): Promise<KnownWay[]> {
  const accounts = await paymentAccounts.in(shop).find({ active: true });
  const ways = (await Promise.all(accounts.map((account) => waysOf(shop, account)))).flat();
  const choices = await methodChoices(shop);
  const ranked = ways.map((way) => ({ way, rank: choiceFor(choices, way)?.rank ?? choices.length, usual: rankAnywhere(way) }));
  return ranked
    .sort((one, other) => one.rank - other.rank || one.usual - other.usual)
    .flatMap(({ way: { provider, method } }) => {
      if (!method) return [];
      const way = { provider, method };
      return {
        ...way,
        title: usualTitle(way, shop.locale),
        usualPlaces: usualPlacesOf(way),
        onlyPlace: onlyPlaceOf(way),
        takesCurrency: canBePaid(shop, way, null),
      };
    });
}

/**
 * How a buyer can pay: through active accounts alone, in the order that fits his place. `amount` in minor units; null: whatever it
 * comes to.
 */
export async function offeredMethods(shop: ShopContext, place: BuyerPlace, amount: number | null): Promise<OfferedMethod[]> {
  const accounts = await paymentAccounts.in(shop).find({ active: true });
  const ways: Way[] = [];
  for (const account of accounts) ways.push(...(await waysOf(shop, account)));
  const choices = await methodChoices(shop);
  const payable = ways.filter((way) => canBePaid(shop, way, amount));
  return inOrder(payable, choices, { place, amount }).map((way) => {
    const { settings } = accounts.find(({ provider }) => provider === way.provider)!;
    return { ...way, title: titleOf(way, choices, shop.locale), instructions: instructionsOf(way, settings) };
  });
}

const titleOf = (way: Way, choices: readonly MethodChoice[], locale: string): string =>
  choiceFor(choices, way)?.choice.title ?? usualTitle(way, locale);

const instructionsOf = ({ method }: Way, { instructions, transfer }: PaymentAccount['settings']): string | null =>
  (method === 'TRANSFER' ? transfer : instructions) || null;

/** How what is left of an order can be paid; nothing where there is nothing to pay. */
export async function methodsForOrder(shop: ShopContext, order: Order, place: BuyerPlace): Promise<OfferedMethod[]> {
  const amount = order.total - order.paid;
  const inTime = !order.expiresAt || order.expiresAt > new Date();
  const isPayable = order.status === 'OPEN' && inTime && amount > 0 && orderPaymentStates.allows(order.paymentStatus, 'pay');
  return isPayable ? offeredMethods(shop, place, amount) : [];
}

/**
 * The way that a payment takes: the one that was asked for, else the first of the account that fits the buyer's place and the
 * amount. By hand with one way only it has no name, as ever.
 * @throws {UserError} PAYMENT_METHOD_UNAVAILABLE
 */
export async function methodFor(
  shop: ShopContext,
  account: PaymentAccount,
  { asked, place, amount }: { asked: Method | null; place: BuyerPlace; amount: number | null },
): Promise<Method | null> {
  const { provider } = account;
  const ways = await waysOf(shop, account);
  const choices = await methodChoices(shop);
  if (asked !== null) {
    const way = ways.find(({ method }) => method === asked);
    if (!way) throw new UserError('PAYMENT_METHOD_UNAVAILABLE', `${provider} has no method ${asked} here: ${offerOf(ways)}`, ['method']);
    const found = choiceFor(choices, way);
    if (found && !isTaken(found.choice, amount)) throw turnedOff(wordOf(way), 'method');
    return asked;
  }
  const open = ways.filter((way) => {
    const found = choiceFor(choices, way);
    return !found || isTaken(found.choice, amount);
  });
  // A caller who names the provider knows its place better than we do: where nothing fits, its first way.
  const chosen = inOrder(open, choices, { place, amount })[0] ?? open[0];
  if (!chosen) throw turnedOff(provider, 'provider');
  return provider === 'MANUAL' && ways.length === 1 ? null : chosen.method;
}

const offerOf = (ways: readonly Way[]): string => {
  const names = ways.flatMap(({ method }) => method ?? []);
  return names.length > 0 ? `it offers ${names.join(', ')}` : 'leave the method out';
};

const turnedOff = (what: string, field: string) =>
  new UserError('PAYMENT_METHOD_UNAVAILABLE', `This shop does not take ${what} for this order: ask for its paymentMethods`, [field]);

import { Types } from 'mongoose';
import { UserError } from '#platform/errors.js';
import { toMinorUnits } from '#platform/money.js';
import type { Filter } from '#platform/mongo.js';
import type { Order } from './order.model.js';
import { FULFILLMENT_STATUSES, ORDER_STATUSES, PAYMENT_STATUSES } from './order.state.js';

type Search = (value: string) => Filter<Order>;
type Searches = Readonly<Record<string, Search>>;

/** `PAID` or `PAID,PARTIALLY_PAID`: one of these states. */
const statesIn =
  <State extends string>(key: string, states: readonly State[]) =>
  (value: string) => {
    const wanted = value.toUpperCase().split(',') as State[];
    const unknown = wanted.find((state) => !states.includes(state));
    if (unknown !== undefined) throw new UserError('INVALID_INPUT', `query: ${key} is one of ${states.join(', ')}`, ['query']);
    return wanted.length === 1 ? wanted[0]! : { $in: [...new Set(wanted)] };
  };

const RELATIONS: Readonly<Record<string, string>> = { '>=': '$gte', '>': '$gt', '<=': '$lte', '<': '$lt', '': '$eq' };

/** `>=12` → the relation and what is compared with. */
function compared(value: string): { relation: string; than: string } {
  const [, sign = '', than = ''] = /^(>=|<=|>|<)?(.*)$/.exec(value)!;
  return { relation: RELATIONS[sign]!, than };
}

function momentIn(value: string): { relation: string; at: Date } {
  const { relation, than } = compared(value);
  const at = new Date(than);
  if (relation !== '$eq' && /^\d{4}-\d{2}-\d{2}(T.+)?$/.test(than) && !Number.isNaN(at.getTime())) return { relation, at };
  throw new UserError('INVALID_INPUT', 'query: created takes >=, >, <= or < and a date, like created:>=2026-11-01', ['query']);
}

/** What an agency's list and a shop's are searched by alike. */
const EVERYWHERE: Searches = {
  number: (value) => ({ number: value.replace(/^#/, '') }),
  email: (value) => ({ email: value.toLowerCase() }),
  phone: (value) => ({ phone: value }),
  status: (value) => ({ status: statesIn('status', ORDER_STATUSES)(value) }) as Filter<Order>,
  paymentStatus: (value) => ({ paymentStatus: statesIn('paymentStatus', PAYMENT_STATUSES)(value) }) as Filter<Order>,
  fulfillmentStatus: (value) => ({ fulfillmentStatus: statesIn('fulfillmentStatus', FULFILLMENT_STATUSES)(value) }) as Filter<Order>,
  created: (value) => {
    const { relation, at } = momentIn(value);
    return { createdAt: { [relation]: at } } as Filter<Order>;
  },
};

/** An order's id is given out before its stock is held, which takes no longer. */
const ID_BEFORE_ORDER_MS = 3600_000;

/** The list runs along the ids, whose first half is their time: they lead to the place, `createdAt` decides. */
function placedWhen(value: string): Filter<Order> {
  const { relation, at } = momentIn(value);
  const isFrom = relation.startsWith('$g');
  const bound = Types.ObjectId.createFromTime(Math.max(0, Math.floor((at.getTime() - (isFrom ? ID_BEFORE_ORDER_MS : -1000)) / 1000)));
  return { createdAt: { [relation]: at }, _id: { [isFrom ? '$gte' : '$lte']: bound } } as Filter<Order>;
}

/** Pieces of an order that are neither refunded nor being refunded, as its lines count them. */
const REFUNDED = { $reduce: { input: '$lines.units.refunded', initialValue: 0, in: { $add: ['$$value', { $sum: '$$this' }] } } };

/** Paid, and not all of it sent; one whose goods are all refunded, with its shipping kept, waits for nothing. */
export const TO_SEND = {
  status: 'OPEN',
  fulfillmentStatus: { $in: ['UNFULFILLED', 'PARTIAL'] },
  $or: [{ paymentStatus: 'PAID' }, { paymentStatus: 'PARTIALLY_REFUNDED', $expr: { $lt: [REFUNDED, { $sum: '$lines.quantity' }] } }],
} as Filter<Order>;

/** What a shop's own list is searched by besides: the buyer's address, and amounts in the shop's currency. */
const inShop = (currency: string): Searches => ({
  ...EVERYWHERE,
  phone: (value) => ({ $or: [{ phone: value }, { 'shippingAddress.phone': value }] }) as Filter<Order>,
  name: (value) => ({ 'shippingAddress.name': value }) as Filter<Order>,
  created: placedWhen,
  toSend: (value) => {
    if (value !== 'true') throw new UserError('INVALID_INPUT', 'query: toSend takes true', ['query']);
    return TO_SEND;
  },
  total: (value) => {
    const { relation, than } = compared(value);
    return { total: { [relation]: toMinorUnits(than, currency, ['query']) } } as Filter<Order>;
  },
});

const MOST_WORDS = 10;

/**
 * A search of an agency's orders, as people type it: words that must all fit, each `key:value` or alone: an e-mail address or a number.
 * Values are compared whole: an index answers each. States may be several: `paymentStatus:PAID,PARTIALLY_PAID`.
 * @throws {UserError} INVALID_INPUT
 */
export const orderFilter = (query: string): Filter<Order> =>
  allOf(wordsOf(query).map((word) => fitting(word, EVERYWHERE, (alone) => EVERYWHERE[alone.includes('@') ? 'email' : 'number']!(alone))));

/**
 * The same for the orders of one shop: also `name:`, `toSend:true`, and `total:>=100` in its currency. A word alone is an e-mail address,
 * a number, or the name or phone number of whoever ordered.
 * @throws {UserError} INVALID_INPUT, INVALID_AMOUNT
 */
export function shopOrderFilter(query: string, currency: string): Filter<Order> {
  const searches = inShop(currency);
  const alone = (word: string): Filter<Order> =>
    word.includes('@')
      ? searches.email!(word)
      : ({ $or: [searches.number!(word), { phone: word }, { 'shippingAddress.phone': word }, searches.name!(word)] } as Filter<Order>);
  return allOf(withBothStates(wordsOf(query).map((word) => fitting(word, searches, alone))));
}

const wordsOf = (query: string): string[] => query.split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);

const allOf = (filters: readonly Filter<Order>[]): Filter<Order> =>
  (filters.length > 1 ? { $and: filters } : (filters[0] ?? {})) as Filter<Order>;

/** One index begins with both states: whoever asks for one alone means any of the other. */
function withBothStates(filters: Filter<Order>[]): Filter<Order>[] {
  const [status, fulfillment] = ['status', 'fulfillmentStatus'].map((key) => filters.some((filter) => key in filter));
  if (status === fulfillment) return filters;
  const any = status ? { fulfillmentStatus: { $in: [...FULFILLMENT_STATUSES] } } : { status: { $in: [...ORDER_STATUSES] } };
  return [...filters, any as Filter<Order>];
}

function fitting(word: string, searches: Searches, alone: Search): Filter<Order> {
  const [, key, value] = /^(\w+):(.+)$/.exec(word) ?? [];
  if (key === undefined) return alone(word);
  const search = Object.hasOwn(searches, key) ? searches[key] : undefined;
  if (!search) throw new UserError('INVALID_INPUT', `query: ${key} is not searched by; use ${Object.keys(searches).join(', ')}`, ['query']);
  return search(value!);
}

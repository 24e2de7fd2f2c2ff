import { UserError } from '#platform/errors.js';
import type { Filter } from '#platform/mongo.js';
import type { Order } from './order.model.js';
import { FULFILLMENT_STATUSES, ORDER_STATUSES, PAYMENT_STATUSES } from './order.state.js';

const oneOf = (key: string, states: readonly string[], value: string): string => {
  const state = value.toUpperCase();
  if (states.includes(state)) return state;
  throw new UserError('INVALID_INPUT', `query: ${key} is one of ${states.join(', ')}`, ['query']);
};

/** What each key of a query looks for. */
const KEYS: Readonly<Record<string, (value: string) => Filter<Order>>> = {
  number: (value) => ({ number: value.replace(/^#/, '') }),
  email: (value) => ({ email: value.toLowerCase() }),
  phone: (value) => ({ phone: value }),
  status: (value) => ({ status: oneOf('status', ORDER_STATUSES, value) as Order['status'] }),
  paymentStatus: (value) => ({ paymentStatus: oneOf('paymentStatus', PAYMENT_STATUSES, value) as Order['paymentStatus'] }),
  fulfillmentStatus: (value) => ({
    fulfillmentStatus: oneOf('fulfillmentStatus', FULFILLMENT_STATUSES, value) as Order['fulfillmentStatus'],
  }),
};

const MOST_WORDS = 10;

/**
 * A search as a merchant types it: words that must all fit, each `key:value` (number, email, phone, status, paymentStatus,
 * fulfillmentStatus) or alone: an e-mail address or a number. Values are compared whole: an index answers each.
 * @throws {UserError} INVALID_INPUT
 */
export function orderFilter(query: string): Filter<Order> {
  const words = query.split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
  return Object.assign({}, ...words.map(fitting)) as Filter<Order>;
}

function fitting(word: string): Filter<Order> {
  const [, key, value] = /^(\w+):(.+)$/.exec(word) ?? [];
  if (key === undefined) return KEYS[word.includes('@') ? 'email' : 'number']!(word);
  const search = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
  if (!search) throw new UserError('INVALID_INPUT', `query: ${key} is not searched by; use ${Object.keys(KEYS).join(', ')}`, ['query']);
  return search(value!);
}

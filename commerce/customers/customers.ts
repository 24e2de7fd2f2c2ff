import type { Types } from 'mongoose';
import { NotFound } from '#platform/errors.js';
import { type Filter, isDuplicateKey } from '#platform/mongo.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import type { ShopContext } from '#tenants/index.js';
import { type Customer, customerId, customers } from './customer.model.js';

/** As an order names its buyer: at least one of e-mail (lower case) and phone. */
export interface Buyer {
  name: string | null;
  email: string | null;
  phone: string | null;
}

/**
 * The shop's customer behind an order, made where there is none: by e-mail, else by phone. What is known of a customer is never
 * changed by an order: whoever types an address has not shown that it is his.
 */
export async function customerFor(shop: ShopContext, buyer: Buyer): Promise<Customer> {
  const known = buyer.email === null ? { phone: buyer.phone! } : { email: buyer.email };
  const found = await customers.in(shop).findOne(known);
  if (found) return found;
  const phoneIsFree = buyer.phone !== null && !(await customers.in(shop).findOne({ phone: buyer.phone }, { fields: ['_id'] }));
  try {
    return await customers.in(shop).insert({
      name: buyer.name,
      ...(buyer.email === null ? {} : { email: buyer.email }),
      ...(phoneIsFree ? { phone: buyer.phone! } : {}),
      createdAt: new Date(),
    });
  } catch (error) {
    if (isDuplicateKey(error)) return customerFor(shop, buyer); // another order of his came first
    throw error;
  }
}

/** @throws {NotFound} for an id of another shop too */
export async function getCustomer(shop: ShopContext, id: string): Promise<Customer> {
  const found = await customers.in(shop).findOne({ _id: customerId.decode(id) });
  if (!found) throw new NotFound(id);
  return found;
}

/** In the order of the ids; null for those that do not exist in the shop. */
export async function customersById(shop: ShopContext, ids: readonly Types.ObjectId[]): Promise<(Customer | null)[]> {
  const found = await customers.in(shop).find({ _id: { $in: [...ids] } });
  const byId = new Map(found.map((customer) => [customer._id.toHexString(), customer]));
  return ids.map((id) => byId.get(id.toHexString()) ?? null);
}

/** By id; null where there is none. */
export const findCustomer = async (shop: ShopContext, id: string): Promise<Customer | null> =>
  customerId.matches(id) ? customers.in(shop).findOne({ _id: customerId.decode(id) }) : null;

/** The newest first. `query` is an e-mail address, a phone number or a name, compared whole. */
export const listCustomers = (
  shop: ShopContext,
  { query, ...args }: PageArgs & { query?: string | null | undefined },
): Promise<Page<Customer>> =>
  page<Customer>((filter, reading) => customers.in(shop).find(filter, reading), named(query?.trim() ?? ''), [['_id', -1]], args);

function named(word: string): Filter<Customer> {
  if (!word) return {};
  return word.includes('@') ? { email: word.toLowerCase() } : ({ $or: [{ phone: word }, { name: word }] } as Filter<Customer>);
}

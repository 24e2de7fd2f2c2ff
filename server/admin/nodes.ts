import { getAttributeDefinition, getCategory, getCollection, getProduct } from '#commerce/catalog/index.js';
import { getCustomer } from '#commerce/customers/index.js';
import { getFulfillment } from '#commerce/fulfillment/index.js';
import { getImport } from '#commerce/imports/index.js';
import { getLocation } from '#commerce/inventory/index.js';
import { getOrder } from '#commerce/orders/index.js';
import {
  getDifference,
  getDispute,
  getOnboarding,
  getPayment,
  getPaymentAccount,
  getReconciliation,
  getRefund,
} from '#commerce/payments/index.js';
import { orNull } from '#server/graphql/errors.js';
import type { OpenedShop } from '#server/graphql/request.js';
import { requireScope, type Scope, type ShopContext } from '#tenants/index.js';
import { getShopVariant } from './products.js';

/** How one type is found by its id. */
export interface NodeType {
  /** Its name in the schema, where it implements Node. */
  type: string;
  /** What its list in the schema requires. */
  scope: Scope;
  get: (shop: ShopContext, id: string) => Promise<object | null>;
}

/** By the prefix of the public id. A type that implements Node stands here: a test compares them. */
export const NODES: Readonly<Record<string, NodeType>> = {
  ord: { type: 'Order', scope: 'read_orders', get: getOrder },
  cust: { type: 'Customer', scope: 'read_customers', get: getCustomer },
  prod: { type: 'Product', scope: 'read_products', get: getProduct },
  var: { type: 'Variant', scope: 'read_products', get: getShopVariant },
  cat: { type: 'Category', scope: 'read_products', get: getCategory },
  attr: { type: 'AttributeDefinition', scope: 'read_products', get: getAttributeDefinition },
  coll: { type: 'Collection', scope: 'read_products', get: getCollection },
  imp: { type: 'Import', scope: 'read_products', get: getImport },
  loc: { type: 'Location', scope: 'read_inventory', get: getLocation },
  pay: { type: 'Payment', scope: 'read_payments', get: getPayment },
  refund: { type: 'Refund', scope: 'read_payments', get: getRefund },
  ful: { type: 'Fulfillment', scope: 'read_orders', get: getFulfillment },
  disp: { type: 'Dispute', scope: 'read_payments', get: getDispute },
  recon: { type: 'Reconciliation', scope: 'read_payments', get: getReconciliation },
  diff: { type: 'Difference', scope: 'read_payments', get: getDifference },
  onb: { type: 'PaymentOnboarding', scope: 'read_payments', get: getOnboarding },
  payacct: { type: 'PaymentAccount', scope: 'read_payments', get: getPaymentAccount },
};

/**
 * Null for what does not exist or is another shop's. Its type travels as `__typename`, which the compiler cannot follow.
 * @throws {RequestError} FORBIDDEN for a type that the caller may not read
 */
export async function findNode(opened: OpenedShop, id: string): Promise<never> {
  const prefix = id.slice(0, id.lastIndexOf('_'));
  const node = Object.hasOwn(NODES, prefix) ? NODES[prefix] : undefined;
  if (!node) return null as never;
  requireScope(opened, node.scope);
  const found = await orNull(node.get(opened.context, id));
  return (found && { ...found, __typename: node.type }) as never;
}

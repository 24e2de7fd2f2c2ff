import { expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { APIS, type Api, newestSdl } from './read.js';
import { breaks, departures } from './rules.js';

const BASE = `
  directive @requires(scope: Scope!) on FIELD_DEFINITION
  enum Scope { read_orders write_orders read_products }
  type UserError { message: String! }
  type Query { shop: Shop }
`;
const schemaOf = (sdl: string) => buildSchema(BASE + sdl);
const ORDERS = `
  type Shop { id: ID! name: String orders(first: Int, after: String, last: Int, before: String): OrderConnection! @requires(scope: read_orders) }
  type OrderConnection { edges: [OrderEdge!]! nodes: [Order!]! pageInfo: PageInfo! }
  type OrderEdge { node: Order! cursor: String! }
  type Order { id: ID! number: String! note: String }
  type PageInfo { hasNextPage: Boolean! }
  type Mutation { orderCancel(shop: ID, order: ID!, input: OrderCancelInput!): OrderCancelPayload @requires(scope: write_orders) }
  input OrderCancelInput { reason: String }
  type OrderCancelPayload { order: Order userErrors: [UserError!]! }
`;

test('both APIs are whole and in their manner', () => {
  for (const api of APIS) expect(departures(api, buildSchema(newestSdl(import.meta.dirname, api).join('\n')))).toEqual([]);
});

test.each<[string, string, string, string, Api?]>([
  ['a page that goes one way', ', last: Int, before: String', '', 'Shop.orders takes no last'],
  ['a list without nodes', 'nodes: [Order!]!', '', 'OrderConnection has no nodes'],
  ['a list that asks for no scope', '! @requires(scope: read_orders)', '!', 'Shop.orders names no scope'],
  [
    'a mutation that asks for no scope',
    'OrderCancelPayload @requires(scope: write_orders)',
    'OrderCancelPayload',
    'Mutation.orderCancel names no scope',
  ],
  ['a payload of another name', 'OrderCancelPayload @', 'Order @', 'Mutation.orderCancel answers Order, not OrderCancelPayload'],
  [
    'a payload that cannot be null',
    'OrderCancelPayload @',
    'OrderCancelPayload! @',
    'Mutation.orderCancel answers null where it is forbidden: OrderCancelPayload, without "!"',
  ],
  [
    'a payload without its errors',
    'order: Order userErrors: [UserError!]!',
    'order: Order',
    'OrderCancelPayload has no userErrors: [UserError!]!',
  ],
  [
    'an input of another name',
    'input: OrderCancelInput!',
    'input: Scope!',
    'Mutation.orderCancel takes input: Scope!, not OrderCancelInput!',
  ],
])('%s is found', (_what, from, to, sentence) => {
  expect(departures('admin', schemaOf(ORDERS))).toEqual([]);
  expect(departures('admin', schemaOf(ORDERS.replace(from, to)))).toContain(sentence);
});

test.each([
  ['a field that is gone', 'number: String!', '', 'Order.number was removed.'],
  ['a field that may now be null', 'number: String!', 'number: String', 'Order.number changed type from String! to String.'],
  ['an argument that is now needed', 'shop: ID,', 'shop: ID!,', 'Mutation.orderCancel arg shop has changed type from ID to ID!.'],
  [
    'an input field that is now needed',
    'reason: String',
    'reason: String!',
    'OrderCancelInput.reason changed type from String to String!.',
  ],
  [
    'a scope that was not needed',
    'note: String',
    'note: String @requires(scope: read_orders)',
    'Order.note needs the scope read_orders, it needed none.',
  ],
  ['another scope', 'read_orders)', 'read_products)', 'Shop.orders needs the scope read_products, it needed read_orders.'],
])('%s breaks clients', (_what, from, to, sentence) => {
  expect(breaks(schemaOf(ORDERS), schemaOf(ORDERS.replace(from, to)))).toEqual([sentence]);
});

test.each([
  ['a field more', 'number: String!', 'number: String! total: Int'],
  ['a value more', 'type Order {', 'enum Status { OPEN } type Order { status: Status'],
  ['an optional argument more', 'shop: ID,', 'shop: ID, quiet: Boolean,'],
  ['reading where writing was needed', 'write_orders)', 'read_orders)'],
])('%s breaks nobody', (_what, from, to) => {
  expect(breaks(schemaOf(ORDERS), schemaOf(ORDERS.replace(from, to)))).toEqual([]);
});

import { expect, test } from '@jest/globals';
import { buildSchema, type FragmentDefinitionNode, type OperationDefinitionNode, parse } from 'graphql';
import { actualCost, type Requested, requestedCost } from './cost.js';

const schema = buildSchema(`
  type Query { agency: Agency, shop(id: ID): Shop, viewer: Person }
  type Mutation { shopCreate(input: In): ShopPayload, productsCreate(input: Many): ShopPayload, catalogImportStart(shops: [ID!]!): ShopPayload }
  input In { name: String }
  input Many { products: [In!]! }
  type ShopPayload { shop: Shop, userErrors: [Err!]! }
  type Err { code: String }
  type Person { name: String }
  type Agency { name: String, shops(first: Int, last: Int): ShopConnection, sales: AgencySales!, low(first: Int = 10): [Order!]! }
  type AgencySales { days: [Order!]!, topShops(first: Int = 10): [ShopSales!]! }
  type ShopSales { orders: Int, shop: Shop! }
  type ShopConnection { edges: [ShopEdge!]!, nodes: [Shop!]!, pageInfo: PageInfo! }
  type ShopEdge { cursor: String, node: Shop }
  type PageInfo { endCursor: String }
  type Shop { name: String, owner: Person, balances: [Money!]!, productsCount(query: String): Counted!, orders(first: Int = 20): OrderConnection }
  type Counted { count: Int }
  type OrderConnection { nodes: [Order!]! }
  type Order { number: String, total: Money }
  type Money { amount: String }
`);

const cost = (text: string, variables: Record<string, unknown> = {}): number => asked(text, variables).points;

function asked(text: string, variables: Record<string, unknown> = {}): Requested {
  const { definitions } = parse(text);
  const operation = definitions.find((one): one is OperationDefinitionNode => one.kind === 'OperationDefinition')!;
  const fragments = Object.fromEntries(
    definitions.filter((one): one is FragmentDefinitionNode => one.kind === 'FragmentDefinition').map((one) => [one.name.value, one]),
  );
  return requestedCost(schema, operation, fragments, variables);
}

test('a scalar is free, an object costs 1', () => {
  expect(cost('{ viewer { name } }')).toBe(1);
  expect(cost('{ agency { name } viewer { name } }')).toBe(2);
});

test('a connection costs its page size times its node', () => {
  expect(cost('{ agency { shops(first: 50) { nodes { id: name orders(first: 1) { nodes { number total { amount } } } } } } }')).toBe(
    1 + 50 * (1 + 1 * (1 + 1)),
  );
  expect(cost('{ agency { shops(first: 10) { edges { cursor node { name owner { name } } } pageInfo { endCursor } } } }')).toBe(1 + 10 * 2);
});

test('a page of which only the end or the cursors are asked for is read all the same, and nothing of it is given back', () => {
  for (const list of ['{ pageInfo { endCursor } }', '{ p: pageInfo { endCursor } }', '{ edges { cursor } }', '{ __typename }'])
    expect(asked(`{ agency { shops(first: 250) ${list} } }`)).toEqual({ points: 251, fixed: true });
  expect(asked('{ agency { shops(first: 250) { nodes { name } } } }')).toEqual({ points: 251, fixed: false });
});

test('what is summed up of a shop’s whole ledger, or counted of its catalog, costs what was read, and nothing of it is given back', () => {
  expect(asked('{ shop { balances { amount } } }')).toEqual({ points: 51, fixed: true });
  expect(cost('{ shop { a: balances { amount } b: balances { amount } } }')).toBe(101);
  expect(asked('{ shop { a: productsCount { count } b: productsCount(query: "hat") { count } } }')).toEqual({ points: 41, fixed: true });
});

test('each sum over an agency costs what it reads, however often it is asked for', () => {
  expect(asked('{ agency { sales { days { number } } } }')).toEqual({ points: 1 + 1 + 50, fixed: true });
  expect(cost('{ agency { sales { a: days { number } b: days { number } topShops(first: 5) { orders } } } }')).toBe(2 + 150);
  expect(cost('{ agency { sales { topShops { shop { owner { name } } } } } }')).toBe(2 + 50 + 10 * 2);
});

test('a plain list that takes `first` costs so many times what it holds', () => {
  expect(cost('{ agency { low(first: 7) { number total { amount } } } }')).toBe(1 + 7 * 2);
  expect(cost('query ($n: Int) { agency { low(first: $n) { number } } }', { n: 9 })).toBe(1 + 9);
  expect(cost('{ agency { low { number } } }')).toBe(1 + 10);
});

test('a look at the schema costs as much each time it is asked for', () => {
  expect(cost('{ __schema { types { name } } }')).toBe(100);
  expect(
    cost('{ a: __schema { types { name } } b: __type(name: "Shop") { name } ...Q } fragment Q on Query { c: __schema { types { name } } }'),
  ).toBe(300);
  expect(cost('{ __typename }')).toBe(0);
});

test('the page size may be a variable, a default of the field, or of the house', () => {
  expect(cost('query ($n: Int) { agency { shops(last: $n) { nodes { name } } } }', { n: 7 })).toBe(8);
  expect(cost('{ shop { orders { nodes { number } } } }')).toBe(21);
  expect(cost('{ agency { shops { nodes { name } } } }')).toBe(51);
});

test('fragments count wherever they are spread, and a bomb of them is counted in no time', () => {
  expect(cost('{ a: shop { ...F } b: shop { ...F } } fragment F on Shop { owner { name } }')).toBe(4);
  const bomb = Array.from({ length: 60 }, (_, i) => `fragment F${i} on Shop { ...F${i + 1} ...F${i + 1} }`).join(' ');
  expect(cost(`{ shop { ...F0 } } ${bomb} fragment F60 on Shop { owner { name } }`)).toBeGreaterThan(1e15);
});

test('a mutation costs 10, and 1 for each further item', () => {
  expect(cost('mutation { shopCreate(input: {name: "a"}) { shop { name owner { name } } userErrors { code } } }')).toBe(10);
  const products = Array.from({ length: 250 }, () => ({ name: 'x' }));
  expect(cost('mutation ($p: [In!]!) { productsCreate(input: {products: $p}) { shop { name } } }', { p: products })).toBe(259);
  expect(cost('mutation ($i: Many) { productsCreate(input: $i) { shop { name } } }', { i: { products } })).toBe(259);
  expect(cost('mutation { a: shopCreate { shop { name } } b: shopCreate { shop { name } } }')).toBe(20);
  expect(cost('mutation ($s: [ID!]!) { catalogImportStart(shops: $s) { shop { name } } }', { s: Array(95).fill('shop') })).toBe(20);
});

test('a list in the answer of a mutation is paid for', () => {
  expect(cost('mutation { shopCreate { shop { orders(first: 30) { nodes { number } } } } }')).toBe(10 + 30);
});

test('the actual cost counts the objects that came, not the wrappers of lists', () => {
  const answer = {
    agency: {
      name: 'A',
      shops: {
        pageInfo: { endCursor: 'x' },
        nodes: [
          { name: 'a', orders: { nodes: [{ number: '1', total: { amount: '1' } }] } },
          { name: 'b', orders: { nodes: [] } },
        ],
      },
    },
  };
  expect(actualCost(answer) - 1).toBe(1 + 2 + 2);
  expect(actualCost({ shops: { edges: [{ cursor: 'c', node: { name: 'a' } }] } }) - 1).toBe(1);
});

import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildSchema, coerceInputValue, type GraphQLInputType, Kind, parse, typeFromAST, validate } from 'graphql';
import { newestSdl } from '../../../schema/read';
import { addressOf, type Example, examplesOf, type Facts, learnt } from './examples';

const folder = join(import.meta.dirname, '../../../schema');
const schemas = { admin: buildSchema(newestSdl(folder, 'admin').join('\n')), shop: buildSchema(newestSdl(folder, 'shop').join('\n')) };
const FACTS: Required<Facts> = {
  agency: 'agency_1',
  shop: 'shop_1',
  product: 'prod_1',
  variant: 'var_1',
  location: 'loc_1',
  currency: 'CNY',
  cursor: 'cursor',
  upload: 'upload_1',
  cart: 'cart',
  orderToken: 'order',
};
const all = [...examplesOf('shop'), ...examplesOf('agency')];

describe.each(all.map((example) => [example.key, example] as [string, Example]))('the example %s', (_key, example) => {
  const schema = schemas[example.api];
  const document = parse(example.query);
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('An example is one operation');

  test('fits the schema', () => expect(validate(schema, document).map(({ message }) => message)).toEqual([]));

  test('has all its variables, and no others', () => {
    const variables = JSON.parse(JSON.stringify(example.variables(FACTS))) as Record<string, unknown>;
    const declared = operation.variableDefinitions ?? [];
    expect(Object.keys(variables).sort()).toEqual(declared.map(({ variable }) => variable.name.value).sort());
    for (const { variable, type } of declared)
      coerceInputValue(variables[variable.name.value], typeFromAST(schema, type as never) as GraphQLInputType);
  });

  test('says nothing of what it does not need', () => {
    const known = Object.fromEntries(example.needs.map((name) => [name, FACTS[name]])) as Facts;
    expect(JSON.parse(JSON.stringify({ ...example.variables(known), cursor: null }))).toEqual(
      JSON.parse(JSON.stringify({ ...example.variables({ ...FACTS, ...known }), cursor: null })),
    );
  });
});

test('an answer tells what the next example needs', () => {
  expect(learnt({ data: { cartCreate: { cart: { token: 'c' } } } })).toEqual({ cart: 'c' });
  expect(learnt({ data: { checkoutComplete: { order: { token: 'o' } } } })).toEqual({ orderToken: 'o' });
  expect(learnt({ data: { productCreate: { product: { id: 'p', variants: { nodes: [{ id: 'v' }] } } } } })).toEqual({
    product: 'p',
    variant: 'v',
  });
  expect(learnt({ data: { cartCreate: { cart: null } } })).toEqual({});
  expect(learnt({ errors: [{ message: 'no' }] })).toEqual({});
  expect(learnt(null)).toEqual({});
});

test('an example goes to the explorer in the address, where the server does not see it', () => {
  const shelf = all.find(({ key }) => key === 'shelf')!;
  const address = new URL(addressOf('shop', shelf, FACTS, 'dark'), 'https://example.com');
  expect(address.pathname).toBe('/graphql/shop/2026-11');
  const given = new URLSearchParams(address.hash.slice(1));
  expect([given.get('query'), given.get('headers'), given.get('theme')]).toEqual([
    shelf.query,
    '{\n  "Shopyard-Shop": "shop_1"\n}',
    'dark',
  ]);
});

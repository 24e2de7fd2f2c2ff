import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSchema, type GraphQLField, getNamedType, isCompositeType, isObjectType } from 'graphql';
import { root } from '#platform/root.js';
import { newestSdl } from '#schema/read.js';
import type { Scope } from '#tenants/index.js';
import type { Answer, TestServer } from '#tests/support/server.js';
import { closeServer, codesOf, openServer, type Stranger, strangersOf } from './asking.js';
import { asIfMissing, type Belongings, belongingsOf, changesBetween, leaks, mapStrings, missingFor, replacing, shown } from './attacks.js';
import { everythingOf, namesTaken, objectTypes, passing, scopeOf, wayTo } from './documents.js';
import { LOOK_UPS, UNTRIED } from './examples.js';
import { aPlace, type Place } from './places/place.js';
import { Tenant } from './tenants.js';

const schema = buildSchema(newestSdl(join(root, 'schema'), 'admin').join('\n'));
type Field = GraphQLField<unknown, unknown>;
type Args = Record<string, unknown>;
type Data = Record<string, Record<string, unknown> | null>;

const fieldsOf = (type: string): Field[] => {
  const found = schema.getType(type);
  return isObjectType(found) ? Object.values(found.getFields()) : [];
};
/** `Shop.orders` and its like: where a tenant's data is entered. */
const ENTRANCES = (['Shop', 'Agency'] as const).flatMap((type) =>
  fieldsOf(type).map((field) => [`${type}.${field.name}`, type, field] as const),
);
/** Every field that names its scope, on whatever type. */
const SCOPED = objectTypes(schema)
  .filter(({ name }) => name !== 'Mutation')
  .flatMap(({ name: type }) =>
    fieldsOf(type).flatMap((field) => (scopeOf(field) ? [[`${type}.${field.name}`, type, field] as const] : [])),
  );

let server: TestServer;
let victim: Place;
let sister: Place;
let stranger: Place;
let before: Belongings;
const lesser = new Map<Scope, string>();
/** What the rightful asked for, as `Type.field`: in the end, all there is. */
const seen = new Set<string>();

beforeAll(async () => {
  server = await openServer();
  const first = await Tenant.make();
  victim = await (await aPlace(first)).fill();
  sister = await (await aPlace(first)).fill();
  stranger = await (await aPlace(await Tenant.make())).fill();
  await LOOK_UPS['Shop.node']!(victim);
  for (const scope of new Set(SCOPED.map(([, , field]) => scopeOf(field)!))) lesser.set(scope, await first.lacking(scope));
  before = await belongingsOf(victim, sister);
});
afterAll(() => closeServer(server));

const strangers = () => strangersOf(stranger, sister);

const idOf = (type: 'Shop' | 'Agency', place: Place) => (type === 'Shop' ? place.id : place.tenant.id);

/** `query { shop(id:) { orders(first:) { … } } }`, everything that the field can answer below it. */
function document(type: 'Shop' | 'Agency', field: Field, args: Args, collect = new Set<string>()): string {
  const { declared, passed } = passing(field, args);
  const inner = getNamedType(field.type);
  collect.add(`${type}.${field.name}`);
  const below = isCompositeType(inner) ? everythingOf(schema, inner, collect) : '';
  const variables = declared ? `${declared.slice(0, -1)}, $tenant: ID)` : '($tenant: ID)';
  return `query ${variables} { tenant: ${type.toLowerCase()}(id: $tenant) { ${field.name}${passed} ${below} } }`;
}

/** What the field is asked for: what its case says, or its first page. */
async function examplesOf(name: string, field: Field, place: Place): Promise<Args[]> {
  const given = LOOK_UPS[name];
  if (given) return given(place);
  return [field.args.some((argument) => argument.name === 'first') ? { first: 5 } : {}];
}

test('every field that takes a name has its case', () => {
  expect(namesTaken(schema).filter(({ field, argument }) => !LOOK_UPS[field] && !UNTRIED[`${field} ${argument}`])).toEqual([]);
});

describe.each(ENTRANCES)('%s', (name, type, field) => {
  test("shows nobody's but the caller's own", async () => {
    for (const args of await examplesOf(name, field, victim)) {
      const query = document(type, field, args, seen);
      const ask = (token: string | null, tenant: string | null, given = args) => server.admin<Data>(token, query, { ...given, tenant });

      const rightful = await ask(victim.tenant.token, idOf(type, victim));
      expect(rightful.errors).toBeUndefined();
      expect([args, isThere(rightful.data.tenant![field.name])]).toEqual([args, true]);

      const { names } = missingFor(args, victim);
      const missingArgs = mapStrings(args, replacing({ names, aims: true }));
      const noTenant = `${type === 'Shop' ? 'shop' : 'agency'}_${'0'.repeat(24)}`;
      const attack = async ([who, token, home]: Stranger) => {
        const theirs = await ask(token, idOf(type, victim));
        const missing = await ask(token, noTenant);
        expect([who, theirs.data]).toEqual([who, { tenant: null }]);
        expect([who, shown(theirs)]).toEqual([who, shown(missing)]);
        // In his own shop, with the other's ids, words and places in the list. His own agency stands in the addresses of his pictures.
        for (const tenant of [idOf(type, home), null]) {
          const asked = [args, ...cursorsOf(field, rightful, args)];
          for (const attempt of asked) {
            const inHis = await ask(token, tenant, attempt);
            expect([who, leaks(inHis, victim, before, [attempt, home.tenant.id])]).toEqual([who, []]);
            if (attempt === args && names.size > 0 && !('first' in args))
              expect([who, asIfMissing(inHis, { names, aims: true })]).toEqual([who, shown(await ask(token, tenant, missingArgs))]);
          }
        }
      };
      await Promise.all(strangers().map(attack));
      expect(codesOf(await ask(null, idOf(type, victim)))).toEqual(['UNAUTHENTICATED']);
    }
    expect(changesBetween(before, await belongingsOf(victim, sister))).toEqual([]);
  });
});

const isThere = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : isConnection(value) ? value.nodes.length > 0 : value !== null && value !== undefined;
const isConnection = (value: unknown): value is { nodes: unknown[]; pageInfo: { startCursor: string; endCursor: string } } =>
  typeof value === 'object' && value !== null && 'nodes' in value;

/** The other's cursors, from either side: they may move his own list, never show the other's. */
function cursorsOf(field: Field, rightful: Answer<Data>, args: Args): Args[] {
  const list = rightful.data.tenant![field.name];
  if (!isConnection(list)) return [];
  const { first: _, ...rest } = args;
  return [
    { ...rest, first: 5, after: list.pageInfo.startCursor },
    { ...rest, last: 5, before: list.pageInfo.endCursor },
  ];
}

test.each(SCOPED)('%s needs its scope', async (name, type, field) => {
  const scope = scopeOf(field)!;
  // From the nearest entrance, through fields that this token may see.
  const [entrance, way] = (['Shop', 'Agency'] as const)
    .map((from) => [from, wayTo(schema, from, type, (step) => isRefused(step, scope))] as const)
    .find(([, found]) => found) ?? [null, null];
  if (!entrance || !way) throw new Error(`No way leads to ${name} for a token that lacks ${scope}: its case must be written by hand`);
  const [args = {}] = await examplesOf(name, field, victim);
  const { declared, passed } = passing(field, args);
  const inner = getNamedType(field.type);
  const last = `${field.name}${passed} ${isCompositeType(inner) ? '{ __typename }' : ''}`;
  const path = way.reduceRight((below, step) => `${step} { ${below} }`, last);
  const variables = declared ? `${declared.slice(0, -1)}, $tenant: ID)` : '($tenant: ID)';
  const query = `query ${variables} { tenant: ${entrance.toLowerCase()}(id: $tenant) { ${path} } }`;
  const answer = await server.admin(lesser.get(scope)!, query, { ...args, tenant: idOf(entrance, victim) });
  expect(new Set(codesOf(answer))).toEqual(new Set([`FORBIDDEN ${scope}`]));
  const rightful = await server.admin(victim.tenant.token, query, { ...args, tenant: idOf(entrance, victim) });
  expect(rightful.errors).toBeUndefined();
});

const isRefused = (step: Field, scope: Scope): boolean => {
  const needed = scopeOf(step);
  return needed === scope || needed === scope.replace('read_', 'write_');
};

test.each(lookUpsOfQuery())("Query.%s answers null for another's, as for one that is missing", async (name) => {
  for (const args of await LOOK_UPS[`Query.${name}`]!(victim)) {
    const query = `query ($id: ID) { ${name}(id: $id) { id name } }`;
    for (const [who, token] of strangers()) {
      const answer = await server.admin(token, query, args);
      const missing = await server.admin(token, query, mapStrings(args, replacing(missingFor(args, victim))));
      expect([who, shown(answer)]).toEqual([who, shown(missing)]);
      expect(answer.data).toEqual({ [name]: null });
    }
    expect((await server.admin<Data>(victim.tenant.token, query, args)).data[name]).toMatchObject({ id: args.id });
  }
});

function lookUpsOfQuery(): string[] {
  return fieldsOf('Query').flatMap(({ name, args }) => (args.some((argument) => argument.name === 'id') ? [name] : []));
}

test('an invitation is shown to whoever has its link, and nothing else of those who invite', async () => {
  const field = fieldsOf('Query').find(({ name }) => name === 'invitation')!;
  const query = `query ($token: String!) { invitation(token: $token) ${everythingOf(schema, getNamedType(field.type), seen)} }`;
  for (const args of await LOOK_UPS['Query.invitation']!(victim)) {
    const rightful = await server.admin<Data>(null, query, args);
    expect(rightful.data.invitation).toMatchObject({ email: `${victim.mark}-guest@example.com`, shopName: victim.mark });
    expect(leaks(rightful, victim, before, [args, `${victim.mark}-guest@example.com`, victim.mark])).toEqual([]);
    const missing = mapStrings(args, replacing(missingFor(args, victim)));
    for (const token of [null, victim.tenant.token]) expect((await server.admin(token, query, missing)).data).toEqual({ invitation: null });
  }
});

test('no field of Query but viewer is asked without a name', () => {
  expect(
    fieldsOf('Query')
      .filter(({ args }) => args.length === 0)
      .map(({ name }) => name),
  ).toEqual(['viewer']);
});

test('viewer shows the caller, and nothing of anybody else', async () => {
  const viewer = `{ viewer ${everythingOf(schema, schema.getType('Viewer')!, seen)} }`;
  for (const [who, token] of strangers())
    expect([who, leaks(await server.admin(token, viewer), victim, before, sister.tenant.id)]).toEqual([who, []]);
  expect(codesOf(await server.admin(null, viewer))).toEqual(['UNAUTHENTICATED']);
});

test('every field of every type that a query leads to was looked at', () => {
  const reached = new Set<string>();
  const walk = (name: string) => {
    const type = schema.getType(name);
    if (!isObjectType(type) || reached.has(name)) return;
    reached.add(name);
    for (const field of Object.values(type.getFields())) walk(getNamedType(field.type).name);
  };
  walk('Query');
  const all = [...reached].flatMap((type) => fieldsOf(type).map(({ name }) => `${type}.${name}`));
  expect(all.filter((name) => !name.startsWith('Query.') && !seen.has(name))).toEqual([]);
});

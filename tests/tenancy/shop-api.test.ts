import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSchema, type GraphQLField, getNamedType, isCompositeType, isObjectType } from 'graphql';
import { root } from '#platform/root.js';
import { newestSdl } from '#schema/read.js';
import type { TestServer } from '#tests/support/server.js';
import { closeServer, openServer } from './asking.js';
import { asIfMissing, belongingsOf, changesBetween, leaks, mapStrings, missingFor, replacing, shown } from './attacks.js';
import { everythingOf, idsGiven, idsIn, isLookUp, namesTaken, passing } from './documents.js';
import { INPUTS, LOOK_UPS, SHOPPERS_SUBJECTS, UNTRIED } from './examples.js';
import { aPlace, type Place } from './places/place.js';
import { Tenant } from './tenants.js';

const schema = buildSchema(newestSdl(join(root, 'schema'), 'shop').join('\n'));
type Field = GraphQLField<unknown, unknown>;
type Args = Record<string, unknown>;

const fieldsOf = (type: string): Field[] => {
  const found = schema.getType(type);
  return isObjectType(found) ? Object.values(found.getFields()) : [];
};
const queries = fieldsOf('Query').map((field) => [field.name, field] as const);
const mutations = fieldsOf('Mutation').map((field) => [field.name, field] as const);

let server: TestServer;
let victims: Tenant;
/** A shop of theirs, with one of everything. */
let place: Place;
/** A sister shop is as far away as any other: shoppers know no agencies. */
let stranger: Place;
const seen = new Set<string>();

beforeAll(async () => {
  server = await openServer();
  victims = await Tenant.make();
  place = await (await aPlace(victims)).fill();
  stranger = await (await aPlace(victims)).fill();
});
afterAll(() => closeServer(server));

function document(kind: 'query' | 'mutation', field: Field, args: Args): string {
  const { declared, passed } = passing(field, args);
  const inner = getNamedType(field.type);
  return `${kind} ${declared} { ${field.name}${passed} ${isCompositeType(inner) ? everythingOf(schema, inner, seen) : ''} }`;
}

describe.each(queries)('Query.%s', (name, field) => {
  test("shows nothing of another shop's", async () => {
    const before = await belongingsOf(place, stranger);
    const examples = LOOK_UPS[`Query.${name}`];
    for (const args of examples && name !== 'shop' ? await examples(place) : [{}]) {
      const ask = (shop: string, given: Args = args) => server.shop<Record<string, unknown>>(shop, document('query', field, given), given);
      const rightful = await ask(place.id);
      expect(rightful.errors).toBeUndefined();
      expect(JSON.stringify(rightful.data)).toContain(place.mark);
      const brought = missingFor(args, place);
      const inAnother = await ask(stranger.id);
      expect(leaks(inAnother, place, before, args)).toEqual([]);
      if (!isLookUp(field)) continue;
      expect(asIfMissing(inAnother, brought)).toBe(shown(await ask(stranger.id, mapStrings(args, replacing(brought)))));
      expect(inAnother.data[name]).toBeNull();
    }
    expect(changesBetween(before, await belongingsOf(place, stranger))).toEqual([]);
  });
});

describe.each(mutations)('Mutation.%s', (name, field) => {
  const input = field.args.find((argument) => argument.name === 'input')!;

  async function exampleOf(place: Place): Promise<Args> {
    const args: Args = {};
    for (const argument of field.args) {
      const example = argument.name === 'input' ? INPUTS[name] : SHOPPERS_SUBJECTS[argument.name];
      if (!example) throw new Error(`tests/tenancy/examples.ts says nothing of the argument ${argument.name} of ${name}: add it`);
      args[argument.name] = await example(place);
    }
    return args;
  }

  test('has its case: every id of its input', async () => {
    const given = new Set(idsGiven(input.type, (await exampleOf(stranger)).input));
    expect(idsIn(input.type).filter((id) => !given.has(id) && !UNTRIED[id] && !UNTRIED[`${name} ${id}`])).toEqual([]);
  });

  test("reaches nothing of another shop's", async () => {
    const place = await aPlace(victims);
    const args = await exampleOf(place);
    const own = await exampleOf(stranger);
    const before = await belongingsOf(place, stranger);
    const ask = (given: Args, shop: string) =>
      server.shop<Record<string, { userErrors: object[] } | null>>(shop, document('mutation', field, given), given);

    for (const attempt of [args, { ...args, input: own.input }, { ...own, input: args.input }]) {
      const brought = missingFor(attempt, place, own);
      if (!brought.aims) continue;
      const answer = await ask(attempt, stranger.id);
      expect(asIfMissing(answer, brought)).toBe(shown(await ask(mapStrings(attempt, replacing(brought)), stranger.id)));
      expect(leaks(answer, place, before, attempt)).toEqual([]);
    }
    expect(changesBetween(before, await belongingsOf(place, stranger))).toEqual([]);

    const rightful = await ask(args, place.id);
    expect([rightful.errors, rightful.data[name]?.userErrors]).toEqual([undefined, []]);
  });
});

test('a shop that is named by nobody, or does not exist, is asked for', async () => {
  for (const shop of [null, 'nobodys-shop', `shop_${'0'.repeat(24)}`])
    expect((await server.shop(shop, '{ shop { id } }')).errors).toMatchObject([{ extensions: { code: 'SHOP_REQUIRED' } }]);
});

test('every field that takes a name has its case', () => {
  expect(namesTaken(schema).filter(({ field, argument }) => !LOOK_UPS[field] && !UNTRIED[`${field} ${argument}`])).toEqual([]);
});

test('every field of every type was looked at', () => {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !type.name.startsWith('__'));
  const all = types.flatMap(({ name: type }) => fieldsOf(type).map(({ name }) => `${type}.${name}`));
  expect(all.filter((name) => !/^(Query|Mutation)\./.test(name) && !seen.has(name))).toEqual([]);
});

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSchema, getNamedType } from 'graphql';
import { root } from '#platform/root.js';
import { newestSdl } from '#schema/read.js';
import { listAudit, type Scope } from '#tenants/index.js';
import type { TestServer } from '#tests/support/server.js';
import { openStripe } from '#tests/support/stripe.js';
import { openWechatPay } from '#tests/support/wechat-pay.js';
import { closeServer, codesOf, openServer, strangersOf } from './asking.js';
import { asIfMissing, belongingsOf, changesBetween, leaks, mapStrings, missingFor, replacing, shown } from './attacks.js';
import { everythingOf, idsGiven, idsIn, passing, scopeOf } from './documents.js';
import { INPUTS, SUBJECTS, UNTRIED, WITHOUT_TENANT } from './examples.js';
import { aPlace, type Place } from './places/place.js';
import { Tenant } from './tenants.js';
import { takeOnIn } from './wechat-pay.js';

const schema = buildSchema(newestSdl(join(root, 'schema'), 'admin').join('\n'));
const mutations = Object.values(schema.getMutationType()!.getFields());
const named = mutations.filter(({ name }) => !WITHOUT_TENANT[`Mutation.${name}`]);
const TENANT_ARGUMENTS = ['agency', 'shop', 'shops'];

type Args = Record<string, unknown>;

let server: TestServer;
let stripe: Awaited<ReturnType<typeof openStripe>>;
let wechat: Awaited<ReturnType<typeof openWechatPay>>;
let victim: Tenant;
/** Another agency, with a shop of its own that has one of everything. */
let stranger: Place;
/** Another shop of the victim's own agency: whoever is bound to it is a stranger in the other shops. */
let sister: Place;

beforeAll(async () => {
  server = await openServer();
  stripe = await openStripe();
  wechat = await openWechatPay();
  takeOnIn(wechat);
  victim = await Tenant.make();
  sister = await (await aPlace(victim)).fill();
  stranger = await (await aPlace(await Tenant.make())).fill();
});
afterAll(async () => {
  await wechat.close();
  await stripe.close();
  await closeServer(server);
});

const strangers = () => strangersOf(stranger, sister);

test.each(named.map((field) => [field.name, field] as const))(
  '%s has its case: every argument and every id of its input',
  async (_name, field) => {
    for (const { name, type } of field.args) {
      if (name === 'idempotencyKey') continue;
      if (name !== 'input') {
        if (!SUBJECTS[name])
          throw new Error(`tests/tenancy/examples.ts says nothing of the argument ${name} of ${field.name}: add it to SUBJECTS`);
        continue;
      }
      const example = INPUTS[field.name];
      if (!example) throw new Error(`tests/tenancy/examples.ts has no input for ${field.name}: add it to INPUTS`);
      const given = new Set(idsGiven(type, await example(sister)));
      const left = idsIn(type).filter((id) => !given.has(id) && !UNTRIED[id] && !UNTRIED[`${field.name} ${id}`]);
      if (left.length > 0) throw new Error(`The input of ${field.name} in tests/tenancy/examples.ts tries no ${left.join(', ')}`);
    }
  },
);

test('no case stands for a mutation that is gone', () => {
  const names = mutations.map(({ name }) => name);
  const known = Object.keys(INPUTS).filter((name) => !SHOP_API.test(name));
  expect(known.filter((name) => !names.includes(name))).toEqual([]);
});
const SHOP_API = /^(cart|checkout|paymentStart|paymentProof)/;

/** How a stranger may ask: as himself, naming the victim's tenant, his own, one of each, or none. */
function* variantsOf(args: Args, own: Args): Generator<[string, Args]> {
  yield ["the victim's own names", args];
  const tenants = TENANT_ARGUMENTS.filter((name) => name in args);
  for (const name of tenants) yield [`his own ${name}`, { ...args, [name]: own[name] }];
  if (tenants.length === 0) return;
  const ownTenants = Object.fromEntries(tenants.map((name) => [name, own[name]]));
  yield ['his own tenant', { ...args, ...ownTenants }];
  const { agency: _a, shop: _s, ...bare } = args;
  if (!('shops' in args)) yield ['no tenant', bare];
  const { input, ...subjects } = args;
  if (input) yield ["his own things, the victim's in the input", { ...own, input }];
  yield ["his own tenant and input, the victim's things", { ...subjects, ...ownTenants, ...('input' in own ? { input: own.input } : {}) }];
}

describe.each(named.map((field) => [field.name, field] as const))('%s', (name, field) => {
  const scope = scopeOf(field) as Scope;
  const payload = getNamedType(field.type);
  const document = (args: Args) => {
    const { declared, passed } = passing(field, args);
    return `mutation ${declared} { ${name}${passed} ${everythingOf(schema, payload, new Set(), 1)} }`;
  };
  /** Each request under a key of its own: a repeat would be another matter. */
  const ask = (token: string | null, args: Args) =>
    server.admin<Record<string, { userErrors: object[] } | null>>(token, document(args), withFreshKey(args));

  async function exampleOf(place: Place): Promise<Args> {
    const args: Args = {};
    for (const argument of field.args) {
      if (argument.name === 'input') args.input = await INPUTS[name]!(place);
      else if (argument.name !== 'idempotencyKey')
        args[argument.name] = await (SUBJECTS[`${name} ${argument.name}`] ?? SUBJECTS[argument.name]!)(place);
    }
    return args;
  }

  test("reaches nobody's but the caller's own", async () => {
    const place = await aPlace(victim);
    const args = await exampleOf(place);
    const lesser = await lacking(scope);
    const before = await belongingsOf(place, sister);

    const attacks: Promise<void>[] = [];
    for (const [who, token, home] of strangers()) {
      const own = await exampleOf(home);
      const tried = new Set<string>();
      for (const [how, attempt] of variantsOf(args, own)) {
        const text = JSON.stringify(attempt);
        if (tried.has(text)) continue; // the same by another name
        tried.add(text);
        const brought = missingFor(attempt, place, own);
        if (!brought.aims) continue; // all of it is his own
        attacks.push(
          Promise.all([ask(token, attempt), ask(token, mapStrings(attempt, replacing(brought)))]).then(([answer, missing]) => {
            const situation = `${who}, ${how}`;
            expect([situation, asIfMissing(answer, brought)]).toEqual([situation, shown(missing)]);
            expect([situation, leaks(answer, place, before, attempt)]).toEqual([situation, []]);
          }),
        );
      }
    }
    await Promise.all(attacks);
    expect(codesOf(await ask(null, args))).toEqual(['UNAUTHENTICATED']);
    expect(changesBetween(before, await belongingsOf(place, sister))).toEqual([]);

    const forbidden = await ask(lesser, args);
    expect(codesOf(forbidden)).toEqual([`FORBIDDEN ${scope}`]);
    expect(leaks(forbidden, place, before, args)).toEqual([]);
    const told = changesBetween(before, await belongingsOf(place, sister));
    expect(told).toEqual([expect.stringMatching(/^\+ audit_log .*"FORBIDDEN"/)]);

    // All of this would say nothing if the example were wrong: whose it is may do it.
    const rightful = await ask(victim.token, args);
    expect([rightful.errors, rightful.data[name]?.userErrors]).toEqual([undefined, []]);
    const [entry] = (await listAudit(victim.agency, { first: 1, mutation: name })).nodes;
    expect(entry).toMatchObject({ outcome: 'DONE', requestId: rightful.extensions!.requestId, actor: { name: victim.mark } });
  });
});

const withFreshKey = (args: Args): Args => {
  const input = args.input as Args | undefined;
  return input?.idempotencyKey ? { ...args, input: { ...input, idempotencyKey: randomUUID() } } : args;
};

const lesserTokens = new Map<Scope, Promise<string>>();
const lacking = (scope: Scope): Promise<string> => {
  const known = lesserTokens.get(scope) ?? victim.lacking(scope);
  lesserTokens.set(scope, known);
  return known;
};

import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildSchema, type GraphQLInputType, getNamedType, getNullableType, isEnumType, isInputObjectType, isListType } from 'graphql';
import { Types } from 'mongoose';
import { root } from '#platform/root.js';
import { newestSdl } from '#schema/read.js';
import { changesBetween } from './audit-changes.js';
import { keptInput, LEFT_OUT, MOST_KEPT } from './audit-input.js';

const schema = buildSchema(newestSdl(join(root, 'schema'), 'admin').join('\n'));
const mutations = Object.values(schema.getMutationType()!.getFields());

/** Every field of an input that must not be kept, by hand: the code goes by patterns. */
const SECRETS = new Set([
  'password',
  'newPassword',
  'secretKey',
  'webhookSecret',
  'appSecret',
  'apiV3Key',
  'privateKey',
  'serial',
  'alipayPublicKey',
  'token',
  'code',
  'secret',
]);
/** What tells who a person is, in applications. */
const OF_PERSONS = new Set(['documentNumber', 'legalPerson', 'accountName', 'accountNumber', 'line1', 'mobilePhone']);

let count = 0;
interface Made {
  value: unknown;
  hidden: string[];
}

/** A whole input, in which each text is unlike any other; `hidden` are those that must not be kept. */
function madeOf(type: GraphQLInputType, name = '', within: readonly string[] = []): Made {
  const inner = getNullableType(type);
  if (isListType(inner)) {
    const one = madeOf(inner.ofType, name, within);
    return { value: [one.value], hidden: one.hidden };
  }
  const named = getNamedType(inner);
  if (isEnumType(named)) return { value: named.getValues()[0]!.name, hidden: [] };
  if (isInputObjectType(named)) {
    if (within.filter((one) => one === named.name).length > 1) return { value: {}, hidden: [] };
    const parts = Object.values(named.getFields()).map(
      (field) => [field.name, madeOf(field.type, field.name, [...within, named.name])] as const,
    );
    return { value: Object.fromEntries(parts.map(([key, { value }]) => [key, value])), hidden: parts.flatMap(([, { hidden }]) => hidden) };
  }
  if (named.name === 'Boolean') return { value: true, hidden: [] };
  if (named.name === 'Int' || named.name === 'Float') return { value: 7, hidden: [] };
  if (named.name === 'DateTime') return { value: new Date(), hidden: [] };
  const value = `text-${++count}-end`;
  return { value, hidden: SECRETS.has(name) || OF_PERSONS.has(name) ? [value] : [] };
}

describe('of every mutation, an entry keeps', () => {
  test.each(mutations.map((field) => [field.name, field] as const))('%s without its secrets', (name, field) => {
    const made = field.args.map((argument) => [argument.name, madeOf(argument.type, argument.name)] as const);
    const kept = keptInput(name, field.args, Object.fromEntries(made.map(([key, { value }]) => [key, value])));
    for (const hidden of made.flatMap(([, one]) => one.hidden)) expect([name, kept.includes(hidden)]).toEqual([name, false]);
    expect(kept.length).toBeLessThanOrEqual(MOST_KEPT);
    expect(JSON.parse(kept)).toBeInstanceOf(Object);
    expect(kept).not.toContain('idempotencyKey');
  });
});

test('secrets are found in the inputs of the schema at all', () => {
  const holding = mutations.filter((field) => field.args.some(({ type, name }) => madeOf(type, name).hidden.length > 0));
  expect(holding.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'paymentAccountConnect',
      'paymentAccountUpdate',
      'paymentPlatformConnect',
      'paymentOnboardingStart',
      'signIn',
      'signUp',
    ]),
  );
});

const argsOf = (name: string) => schema.getMutationType()!.getFields()[name]!.args;

test('what is no secret stays, of an input that has one only what is no text', () => {
  const given = { stripe: { secretKey: 'x', publishableKey: 'pk_test_1', capture: 'MANUAL', paymentMethodTypes: ['CARD'] } };
  expect(JSON.parse(keptInput('paymentAccountConnect', argsOf('paymentAccountConnect'), { shop: 'shop_1', input: given }))).toEqual({
    input: { stripe: { secretKey: LEFT_OUT, publishableKey: LEFT_OUT, capture: 'MANUAL', paymentMethodTypes: ['CARD'] } },
  });
  expect(
    JSON.parse(keptInput('productUpdate', argsOf('productUpdate'), { product: 'prod_1', input: { title: 'Hat', tags: ['new'] } })),
  ).toEqual({
    product: 'prod_1',
    input: { title: 'Hat', tags: ['new'] },
  });
});

test('a secret in a field that should have none is left out too', () => {
  const texts = ['sk_live_abc', 'text with whsec_abc in it', '-----BEGIN PRIVATE KEY-----', `sy_token_${'a'.repeat(43)}`];
  const kept = keptInput('productUpdate', argsOf('productUpdate'), { input: { tags: texts } });
  expect(JSON.parse(kept)).toEqual({ input: { tags: texts.map(() => LEFT_OUT) } });
});

test('of an address only where it leads is kept, in an input, a change and a name', () => {
  const secret = 'https://user:pass@shop.example.com/a/feed.csv?token=hidden#part';
  const bare = `https://${LEFT_OUT}@shop.example.com/a/feed.csv?${LEFT_OUT}`;
  const plain = ['https://shop.example.com/feed.csv', 'http://shop.example.com', 'read: https://a.example/?x=1 there', 'https://', 'ftp?x'];
  const kept = JSON.parse(keptInput('feedCreate', [], { input: { url: secret, other: { list: [secret, ...plain] } } }));
  expect(kept).toEqual({ input: { url: bare, other: { list: [bare, ...plain] } } });
  expect(JSON.parse(keptInput('feedCreate', [], { input: { url: ' HTTPS:host.example/x?token=hidden' } }))).toEqual({
    input: { url: `https://host.example/x?${LEFT_OUT}` },
  });
  const [change] = changesBetween({ url: plain[0], terms: [] }, { url: secret });
  expect(change).toEqual({ field: 'url', before: JSON.stringify(plain[0]), after: JSON.stringify(bare) });
  expect(changesBetween({ name: secret, url: secret }, null).map(({ before }) => JSON.parse(before))).toEqual([bare, bare]);
});

test('a buyer is known by the ends of his addresses alone, a colleague by all of it', () => {
  const input = { email: 'buyer@example.com', phone: '13800001234', name: 'Buyer' };
  expect(JSON.parse(keptInput('customerUpdate', [], { input }))).toEqual({
    input: { email: 'b…@example.com', phone: '…1234', name: LEFT_OUT },
  });
  expect(JSON.parse(keptInput('memberInvite', [], { input: { email: 'new@example.com' } }))).toEqual({
    input: { email: 'new@example.com' },
  });
});

test('the address that somebody wants is told, and the password with it is not', () => {
  const input = { email: 'new@example.com', password: 'correct horse battery' };
  expect(JSON.parse(keptInput('emailChange', argsOf('emailChange'), { input }))).toEqual({
    input: { email: 'new@example.com', password: LEFT_OUT },
  });
  const renewal = { password: 'correct horse battery', code: '123456' };
  expect(JSON.parse(keptInput('recoveryCodesRenew', argsOf('recoveryCodesRenew'), { input: renewal }))).toEqual({
    input: { password: LEFT_OUT, code: LEFT_OUT },
  });
  for (const link of ['emailChangeConfirm', 'emailChangeUndo'])
    expect(JSON.parse(keptInput(link, argsOf(link), { token: 'anything' }))).toEqual({ token: LEFT_OUT });
});

test('what is long is cut, and still says how long it was', () => {
  const input = { descriptionHtml: 'x'.repeat(1000), tags: Array.from({ length: 30 }, (_, n) => `tag ${n}`) };
  const kept = JSON.parse(keptInput('productUpdate', argsOf('productUpdate'), { input })) as { input: typeof input };
  expect(kept.input.descriptionHtml).toBe(`${'x'.repeat(300)}… (1000)`);
  expect(kept.input.tags).toHaveLength(11);
  expect(kept.input.tags.at(-1)).toBe('… (30)');
});

describe('a change', () => {
  const id = () => new Types.ObjectId();

  test('is told by field, without what only follows from it', () => {
    const [_id, shopId] = [id(), id()];
    const before = { _id, shopId, title: 'Hat', status: 'DRAFT', terms: ['hat'], revision: 1, updatedAt: new Date(0) };
    const after = { ...before, title: 'Cap', terms: ['cap'], revision: 2, updatedAt: new Date() };
    expect(changesBetween(before, after)).toEqual([{ field: 'title', before: '"Hat"', after: '"Cap"' }]);
  });

  test('of one variant among many shows that one', () => {
    const variants = Array.from({ length: 50 }, (_, n) => ({ id: id(), sku: `S${n}`, price: 100 }));
    const dearer = variants.map((variant, at) => (at === 40 ? { ...variant, price: 120 } : variant));
    const [change] = changesBetween({ variants }, { variants: dearer });
    expect([JSON.parse(change!.before), JSON.parse(change!.after)]).toMatchObject([
      [{ sku: 'S40', price: 100 }],
      [{ sku: 'S40', price: 120 }],
    ]);
  });

  test('of a setting shows that setting', () => {
    const settings = { tax: { rate: 1300, mode: 'INCLUDED' }, lowStock: null };
    const [change] = changesBetween({ settings }, { settings: { ...settings, tax: { rate: 600, mode: 'INCLUDED' } } });
    expect(change).toEqual({ field: 'settings', before: '{"tax":{"rate":1300}}', after: '{"tax":{"rate":600}}' });
  });

  test('of a secret, or of who a buyer is, says that it was', () => {
    const account = { secrets: { secretKey: 'sealed' }, signing: ['a'] };
    expect(changesBetween(account, { secrets: { secretKey: 'other' }, signing: ['b'] })).toEqual([
      { field: 'secrets', before: JSON.stringify(LEFT_OUT), after: JSON.stringify(LEFT_OUT) },
      { field: 'signing', before: JSON.stringify(LEFT_OUT), after: JSON.stringify(LEFT_OUT) },
    ]);
    const order = { email: 'buyer@example.com', shippingAddress: { line1: 'Long Street 1' } };
    expect(changesBetween({ name: 'Buyer' }, { name: 'Other' }, true)).toEqual([
      { field: 'name', before: JSON.stringify(LEFT_OUT), after: JSON.stringify(LEFT_OUT) },
    ]);
    expect(JSON.stringify(changesBetween(order, { email: 'other@example.com', shippingAddress: null }))).not.toMatch(
      /buyer|other@|Long Street/,
    );
  });

  test('that took the subject away tells its name', () => {
    expect(changesBetween({ _id: id(), title: 'Hat', price: 5 }, null)).toEqual([{ field: 'title', before: '"Hat"', after: 'null' }]);
  });
});

import { type GraphQLArgument, type GraphQLInputType, getNamedType, isInputObjectType, isScalarType } from 'graphql';

/** Stands in the audit log for what is left out of it. */
export const LEFT_OUT = '•••';

const TENANTS = new Set(['agency', 'shop', 'shops']);

/** Fields that hold a secret, in an input or in a document. What may be shown to everybody (`publishableKey`, `publicKey`) is none. */
const SECRET = /secret|password|passphrase|credential|signing$|hash$|^token$|token$|^code$|recoveryCode|totp|^otp|^serial$|^pem$|^action$/i;
const SECRET_KEY = /(?<!publishable|public|idempotency)Key$/;

/** Texts that are a secret wherever they stand: keys of Stripe, sessions and tokens of ours, PEM, what is sealed. */
const LOOKS_SECRET =
  /(?:^|[^\w])(?:sk|rk)_(?:test|live)_|whsec_|-----BEGIN|sy_(?:session|token|cart|order)\w*_[\w-]{20}|^[\w-]+(?:\.[\w-]{16,}){3}$/;

/** Below these types no text is kept: they tell who a person is. */
const OF_PERSONS = /^AddressInput$|^StripeOnboarding|^WeChatPay(?!Platform)/;

/** Fields that tell who a buyer is, or where he lives. */
const PERSONAL = /^(?:shipping|billing)?address(?:es)?$|^recipient$|^payer$|openId$|^application$|^visits$|^proofs$/i;
const SHORTENED = /e-?mail$|phone$/i;
/** Where it is about a buyer, his name is one too. */
const NAME = /^(?:first|last|full)?name$|^note$/i;
const OF_BUYERS = /^customer/;
/** Whom one works with is told in full: inviting somebody would say nothing otherwise. */
const OF_COLLEAGUES = /^(?:member|invitation|sign|emailChange)/;

const isSecretName = (name: string): boolean => SECRET.test(name) || SECRET_KEY.test(name);

/** How much is kept; what is still too large is kept anew by the next line. */
const SIZES = [
  { text: 300, list: 10, depth: 6 },
  { text: 80, list: 3, depth: 4 },
  { text: 40, list: 1, depth: 2 },
] as const;
type Size = (typeof SIZES)[number];
export const MOST_KEPT = 6000;

/** As JSON of at most `most` characters. */
function asJson(value: unknown, keep: (value: unknown, size: Size) => unknown, most = MOST_KEPT): string {
  for (const size of SIZES) {
    const text = JSON.stringify(keep(value, size)) ?? 'null';
    if (text.length <= most) return text;
  }
  return JSON.stringify(LEFT_OUT);
}

/** A mutation's arguments as its entry keeps them: cut, and without secrets, tenants and what tells who a buyer is. */
export function keptInput(mutation: string, declared: readonly GraphQLArgument[], args: Readonly<Record<string, unknown>>): string {
  const types = new Map(declared.map(({ name, type }) => [name, type]));
  const named = Object.entries(args).filter(([name]) => !TENANTS.has(name) && name !== 'idempotencyKey');
  const about = OF_COLLEAGUES.test(mutation) ? 'colleague' : OF_BUYERS.test(mutation) ? 'buyer' : null;
  return asJson(named, (all, size) =>
    Object.fromEntries(
      (all as typeof named).map(([name, value]) => [name, keptField(name, value, types.get(name), { size, about, bare: false, depth: 0 })]),
    ),
  );
}

interface Way {
  size: Size;
  about: 'colleague' | 'buyer' | null;
  /** No text is kept here. */
  bare: boolean;
  depth: number;
}

function keptField(name: string, value: unknown, type: GraphQLInputType | undefined, way: Way): unknown {
  if (value === null || value === undefined) return value;
  if (isSecretName(name) || PERSONAL.test(name) || (way.about === 'buyer' && NAME.test(name))) return LEFT_OUT;
  if (SHORTENED.test(name) && typeof value === 'string' && (way.about === 'colleague' || !way.bare))
    return way.about === 'colleague' ? value.slice(0, 254) : shortened(value);
  return kept(value, type, way);
}

function kept(value: unknown, type: GraphQLInputType | undefined, way: Way): unknown {
  const named = type && getNamedType(type);
  if (typeof value === 'string')
    return (way.bare && (!named || isScalarType(named))) || LOOKS_SECRET.test(value) ? LEFT_OUT : cut(bareAddress(value), way.size);
  if (value === null || typeof value !== 'object') return typeof value === 'bigint' ? String(value) : value;
  if (value instanceof Date) return value.toISOString();
  if (way.depth >= way.size.depth) return '…';
  const below = { ...way, depth: way.depth + 1 };
  if (Array.isArray(value)) return cutList(value, way.size, (one) => kept(one, type, below));
  const fields = named && isInputObjectType(named) ? named.getFields() : {};
  // An input that has a secret may have more of them than their names tell: none of its texts is kept.
  const holdsSecret = Object.keys(fields).some((name) => name !== 'idempotencyKey' && isSecretName(name));
  const inner = { ...below, bare: way.bare || holdsSecret || Boolean(named && OF_PERSONS.test(named.name)) };
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'idempotencyKey')
      .map(([name, one]) => [name, keptField(name, one, fields[name]?.type, inner)]),
  );
}

/** A field of a document, cut in the same manner, as JSON of at most `most` characters; `ofBuyer`: of a document that is about a buyer. */
export const keptValue = (name: string, value: unknown, most: number, ofBuyer = false): string =>
  asJson(
    value,
    (one, size) => keptField(name, plain(one), undefined, { size, about: ofBuyer ? 'buyer' : null, bare: false, depth: 1 }) ?? null,
    most,
  );

/** An address without what may let somebody in: who one is there, the query and the fragment. Other texts stay. */
function bareAddress(text: string): string {
  if (!/^\s*https?:/i.test(text) || !URL.canParse(text)) return text;
  const { protocol, username, password, host, pathname, search, hash } = new URL(text);
  if (!username && !password && !search && !hash) return text;
  return `${protocol}//${username || password ? `${LEFT_OUT}@` : ''}${host}${pathname}${search || hash ? `?${LEFT_OUT}` : ''}`;
}

/** Ids and moments as text. */
function plain(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

const cut = (text: string, { text: most }: Size): string => (text.length > most ? `${text.slice(0, most)}… (${text.length})` : text);

function cutList(list: readonly unknown[], { list: most }: Size, keep: (one: unknown) => unknown): unknown[] {
  const first = list.slice(0, most).map(keep);
  return list.length > most ? [...first, `… (${list.length})`] : first;
}

/** `a…@example.com`, `…1234`. */
function shortened(text: string): string {
  const at = text.lastIndexOf('@');
  return at > 0 ? `${text[0]}…${text.slice(at)}`.slice(0, 100) : `…${text.slice(-4)}`;
}

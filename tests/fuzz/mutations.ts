import fc from 'fast-check';
import type { Request, Truth } from './doors.js';

type Change = (request: Request) => Request;

const at = fc.double({ min: 0, max: 0.999_999, noNaN: true });
const place = (body: Buffer, fraction: number) => Math.floor(body.length * fraction);
const body =
  (change: (body: Buffer) => Buffer): Change =>
  (request) => ({ ...request, body: change(request.body) });

const DEEP = 20_000;
const STRANGE = [
  '',
  '\0',
  'null',
  '{}',
  '[]',
  '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
  '[{"__proto__":{"polluted":true}}]',
  '['.repeat(DEEP) + ']'.repeat(DEEP),
  `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`,
  '__proto__[polluted]=1&constructor[prototype][polluted]=1&sign=x&notify_id=1',
  '__proto__=1&sign=AAAA&sign_type=RSA&notify_id=1',
  '&'.repeat(50_000),
  '%'.repeat(1000),
  '%00=%00&sign=%FF',
].map((text) => Buffer.from(text));
const NOT_UTF8 = [
  Buffer.from([0xff, 0xfe]),
  Buffer.from([0xc0, 0x80]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xf8, 0x88, 0x80, 0x80]),
];

/** Other bytes than those that were signed. */
const otherBody: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(at, fc.nat(7)).map(([where, bit]) =>
    body((bytes) => {
      const changed = Buffer.from(bytes);
      changed[place(bytes, where)]! ^= 1 << bit;
      return changed;
    }),
  ),
  at.map((where) => body((bytes) => bytes.subarray(0, place(bytes, where)))),
  fc.tuple(at, at).map(([one, other]) =>
    body((bytes) => {
      const [from, to] = [place(bytes, Math.min(one, other)), place(bytes, Math.max(one, other))];
      return Buffer.concat([bytes.subarray(to), bytes.subarray(from, to), bytes.subarray(0, from)]);
    }),
  ),
  fc
    .tuple(
      at,
      fc.oneof(fc.constantFrom(...NOT_UTF8, Buffer.from('\0'), Buffer.from(' '), Buffer.from('&a=b')), fc.uint8Array({ maxLength: 20 })),
    )
    .map(([where, more]) =>
      body((bytes) => Buffer.concat([bytes.subarray(0, place(bytes, where)), more, bytes.subarray(place(bytes, where))])),
    ),
  fc.uint8Array({ maxLength: 3000 }).map((bytes) => body(() => Buffer.from(bytes))),
  fc.json().map((text) => body(() => Buffer.from(text))),
  fc.constantFrom(...STRANGE).map((bytes) => body(() => bytes)),
  fc
    .constantFrom(255 * 1024, 256 * 1024 + 1, 400_000)
    .map((size) => body((bytes) => Buffer.concat([bytes, Buffer.alloc(Math.max(0, size - bytes.length), ' ')]))),
  // An amount that is another one, wherever it stands in clear.
  fc
    .nat(99_999)
    .map((amount) => body((bytes) => Buffer.from(bytes.toString('utf8').replace(/("amount\w*":|total_amount=)[\d.]+/g, `$1${amount}`)))),
);

const value = fc.oneof(
  fc.stringMatching(/^[\x21-\x7e\x80-\xff]{0,200}$/),
  fc.constantFrom(
    '',
    '0',
    '-1',
    'NaN',
    'gzip',
    'br, gzip',
    'identity',
    'chunky',
    't=1,v1=00',
    't=,v1=',
    'WECHATPAY/SIGNTEST/AAAA',
    '[object Object]',
    '__proto__',
    'application/json; charset=utf-16',
    'multipart/form-data; boundary=x',
    'text/html',
    'a/b/c;;;',
    'x'.repeat(10_000),
  ),
);
const NAMES = [
  'Stripe-Signature',
  'Wechatpay-Signature',
  'Wechatpay-Serial',
  'Wechatpay-Timestamp',
  'Wechatpay-Nonce',
  'Wechatpay-Signature-Type',
  'Content-Type',
  'Content-Encoding',
  'X-Request-Id',
  'X-Forwarded-For',
  'Cookie',
  'Authorization',
];
const name = fc.constantFrom(...NAMES);
const sameName = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** Other headers than those that came with it. */
const otherHeaders: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(name, value).map(
    ([which, now]): Change =>
      (request) => ({
        ...request,
        headers: [...request.headers.filter(([known]) => !sameName(known, which)), [which, now]],
      }),
  ),
  // Twice, in either order.
  fc.tuple(name, value, fc.boolean()).map(
    ([which, now, first]): Change =>
      (request) => ({
        ...request,
        headers: first ? [[which, now], ...request.headers] : [...request.headers, [which, now]],
      }),
  ),
  at.map(
    (which): Change =>
      (request) => ({ ...request, headers: request.headers.filter((_, index) => index !== Math.floor(which * request.headers.length)) }),
  ),
  at.map(
    (which): Change =>
      (request) => {
        const doubled = request.headers[Math.floor(which * request.headers.length)];
        return { ...request, headers: [...request.headers, ...(doubled ? [doubled] : [])] };
      },
  ),
  // A little off: a digit, a letter.
  fc.tuple(at, at, fc.constantFrom('0', 'f', 'A', '=', ',', ' ')).map(
    ([which, where, letter]): Change =>
      (request) => ({
        ...request,
        headers: request.headers.map(([known, text], index) =>
          index === Math.floor(which * request.headers.length)
            ? [known, text.slice(0, Math.floor(where * text.length)) + letter + text.slice(Math.floor(where * text.length) + 1)]
            : [known, text],
        ),
      }),
  ),
  fc.integer({ min: -1_000_000, max: 1_000_000 }).map(
    (seconds): Change =>
      (request) => ({
        ...request,
        headers: request.headers.map(([known, text]) =>
          sameName(known, 'Wechatpay-Timestamp')
            ? [known, String(Number(text) + seconds)]
            : [known, text.replace(/^t=(\d+)/, (_all, then) => `t=${Number(then) + seconds}`)],
        ),
      }),
  ),
);

/** Another one's callback, door or signature. */
const others = (all: readonly Truth[]): fc.Arbitrary<Change> => {
  const other = fc.constantFrom(...all.map(({ request }) => request));
  return fc.oneof(
    other.map(
      ({ path }): Change =>
        (request) => ({ ...request, path }),
    ),
    other.map(({ body: bytes }) => body(() => bytes)),
    other.map(
      ({ headers }): Change =>
        (request) => ({ ...request, headers }),
    ),
    fc.constantFrom('payacct_000000000000000000000000', 'payacct_x', '%00', '%FF', '__proto__', '..%2f..', 'x'.repeat(3000)).map(
      (account): Change =>
        (request) => ({ ...request, path: request.path.replace(/[^/]+$/, account) }),
    ),
    fc.constantFrom('stripe', 'wechat_pay', 'alipay', 'manual', 'Stripe', 'STR%C4%B1PE', '__proto__', 'constructor', '%00').map(
      (provider): Change =>
        (request) => ({ ...request, path: request.path.replace(/^\/callbacks\/[^/]+/, `/callbacks/${provider}`) }),
    ),
  );
};

/** A true callback, and the same after one change or several. */
export const mutated = (all: readonly Truth[]): fc.Arbitrary<{ truth: Truth; request: Request }> =>
  fc
    .tuple(
      fc.constantFrom(...all),
      fc.array(fc.oneof({ arbitrary: otherBody, weight: 3 }, { arbitrary: otherHeaders, weight: 3 }, others(all)), {
        minLength: 1,
        maxLength: 3,
      }),
    )
    .map(([truth, changes]) => ({ truth, request: changes.reduce((request, change) => change(request), truth.request) }));

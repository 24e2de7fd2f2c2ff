import fc from 'fast-check';
import { CALLS, LIES, WAYS } from '#tests/support/banks.js';

/** How a true callback is brought. `held`: by nobody, until a later step does it, if any. */
const BRINGING = ['once', 'once', 'twice', 'together', 'backwards', 'held'] as const;
export type Bringing = (typeof BRINGING)[number];

const seldom = <T>(what: fc.Arbitrary<T>) => fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: what });
/** Mostly the first, so that much happens in one shop. */
const shop = fc.constantFrom(0, 0, 0, 1);
/** Which of a shop's orders, payments or refunds: counted round, so that there is one as soon as there are any. */
const at = fc.nat(1);
/** The process dies before its call of MongoDB of this number; null: it lives. */
const dies = seldom(fc.nat(24));
const when = fc.constantFrom('before' as const, 'after' as const);

/** Whatever buyers, merchants, providers, banks, dying processes and the clock may do. */
export const step = fc.oneof(
  { weight: 1, arbitrary: fc.record({ do: fc.constant('order' as const), shop, quantity: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('start' as const), shop, at, way: fc.constantFrom(...WAYS), dies }) },
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constant('pay' as const),
      shop,
      at,
      way: fc.constantFrom(...WAYS),
      callback: fc.constantFrom(...BRINGING),
      /** A worker is quick. */
      applied: fc.boolean(),
      lie: seldom(fc.constantFrom(...LIES)),
      evenIfClosed: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('deliver' as const), shop, at, deliveries: fc.integer({ min: 1, max: 2 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('meet' as const),
      shop,
      at,
      who: fc.subarray(['return', 'ask', 'cancel', 'giveUp', 'mark'] as const, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('refund' as const),
      shop,
      at,
      of: fc.constantFrom('all' as const, 'part' as const, 'line' as const, 'more' as const),
      times: fc.constantFrom('once' as const, 'sameKey' as const, 'atOnce' as const),
      waits: fc.boolean(),
      dies,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('bank' as const),
      shop,
      at,
      says: fc.constantFrom('succeed' as const, 'fail' as const),
      callback: fc.constantFrom(...BRINGING),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), shop, at, refund: fc.boolean(), dies }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('mark' as const), shop, at, dies }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('fail' as const), shop, at, call: fc.constantFrom(...CALLS), when }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('trespass' as const), shop, at }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('die' as const), shop, at, dies: fc.nat(24) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('work' as const, 'work' as const, 'workTwice' as const, 'poll' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('expire' as const) }) },
);
export type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;
export type StepOf<Do extends Step['do']> = Extract<Step, { do: Do }>;

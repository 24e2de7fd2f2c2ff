import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShopContext } from '#tests/support/factories.js';
import { bookFee, bookPayout, ledgerEntries } from './ledger.js';
import { balancesOf, checkpointBalances } from './ledger-balances.js';
import { checkpoints } from './ledger-checkpoint.model.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

const day = (number: number) => new Date(Date.UTC(2026, 10, 1 + number));

type Step = { is: 'book' | 'checkpoint'; of: number; amount: number; currency: 'CNY' | 'USD'; payout: boolean };
const steps = fc.array(
  fc.record({
    is: fc.constantFrom('book', 'book', 'book', 'checkpoint'),
    of: fc.nat(8),
    amount: fc.integer({ min: -1000, max: 1000 }),
    currency: fc.constantFrom('CNY', 'USD'),
    payout: fc.boolean(),
  }) as fc.Arbitrary<Step>,
  { maxLength: 20 },
);

test('whenever balances are written down, what is read is what all entries come to, at any moment', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all: Step[]) => {
      const shop = aShopContext();
      let written = -1;
      for (const [index, { is, of, amount, currency, payout }] of all.entries()) {
        if (is === 'checkpoint') {
          await checkpointBalances(shop, day(of));
          written = Math.max(written, of);
          continue;
        }
        const about = { orderId: null, paymentId: null, provider: 'STRIPE', reference: `${index}`, currency, amount } as const;
        await (payout ? bookPayout : bookFee)(shop, about);
        // Nothing is booked any more on a day that was written down.
        const createdAt = day(Math.max(of, written));
        await ledgerEntries.in(shop).updateMany({ key: { $regex: `/${index}$` } }, { $set: { createdAt } });
      }
      const moments = [null, ...Array.from({ length: 10 }, (_, number) => day(number))];
      const read: Awaited<ReturnType<typeof balancesOf>>[] = [];
      for (const moment of moments) read.push(await balancesOf(shop, moment));
      await checkpoints.in(shop).removeMany({});
      for (const [at, moment] of moments.entries()) {
        const whole = (balances: typeof read) => JSON.stringify(balances.flat().filter(({ amount }) => amount !== 0));
        expect(whole([read[at]!])).toBe(whole([await balancesOf(shop, moment)]));
      }
    }),
    { numRuns: 25 },
  );
});

test('what is written down is not read again', async () => {
  const shop = aShopContext();
  await bookFee(shop, { orderId: null, paymentId: null, provider: 'STRIPE', reference: 'a', currency: 'CNY', amount: 7 });
  await ledgerEntries.in(shop).updateMany({}, { $set: { createdAt: day(1) } });
  await checkpointBalances(shop, day(2));
  await checkpointBalances(shop, day(1)); // an older night's, late
  expect(await checkpoints.in(shop).find({})).toMatchObject([{ before: day(2) }]);
  await ledgerEntries.in(shop).removeMany({});
  expect(await balancesOf(shop)).toMatchObject([
    { account: 'FEE', amount: -7 },
    { account: 'OWED_TO_MERCHANT', amount: 7 },
  ]);
  expect(await balancesOf(shop, day(1))).toEqual([]);
});

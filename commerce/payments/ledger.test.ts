import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Types } from 'mongoose';
import { type ShopContext, transaction } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShopContext } from '#tests/support/factories.js';
import { sumOf } from '#tests/support/stripe.js';
import {
  bookAuthorization,
  bookCapture,
  bookCommission,
  bookDispute,
  bookFee,
  bookPayout,
  bookRefund,
  bookReturnedRefund,
  ledgerEntries,
} from './ledger.js';
import { balancesOf, listLedger } from './ledger-balances.js';
import type { Payment } from './payment.model.js';
import type { PaymentState } from './payment.state.js';
import type { Refund } from './refund.model.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

const aPayment = (amount: number, given: Partial<Payment> = {}): Payment =>
  ({ _id: new Types.ObjectId(), orderId: new Types.ObjectId(), provider: 'WECHAT_PAY', amount, currency: 'CNY', ...given }) as Payment;

const aRefund = (payment: Payment, amount: number): Refund =>
  ({ ...payment, _id: new Types.ObjectId(), paymentId: payment._id, amount }) as unknown as Refund;

const about = (payment: Payment) => ({ orderId: payment.orderId, paymentId: payment._id, currency: payment.currency });
const billed = (payment: Payment, reference: string, amount: number) => ({
  ...about(payment),
  provider: payment.provider,
  reference,
  amount,
});

async function balances(shop: ShopContext): Promise<Record<string, number>> {
  return Object.fromEntries((await balancesOf(shop)).map(({ account, amount }) => [account, amount]));
}
const entriesOf = (shop: ShopContext) => ledgerEntries.in(shop).find({}, { sort: { _id: 1 } });

test('the life of a payment: promised, captured, charged for, refunded in part, disputed, paid out', async () => {
  const shop = aShopContext();
  const payment = aPayment(10_000);
  await transaction(shop, async (tx) => {
    await bookAuthorization(tx, 'PENDING', { ...payment, status: 'AUTHORIZED' });
  });
  expect(await balances(shop)).toEqual({ AUTHORIZED: 10_000, PROMISED: -10_000 });
  await transaction(shop, async (tx) => {
    await bookAuthorization(tx, 'AUTHORIZED', { ...payment, status: 'CAPTURED' });
    await bookCapture(tx, payment);
    await bookRefund(tx, aRefund(payment, 2500));
    await bookDispute(tx, { ...about(payment), _id: new Types.ObjectId(), amount: 1000 }, 'withdrawn');
  });
  await bookFee(shop, billed(payment, '4200001', 60));
  await bookCommission(shop, billed(payment, '4200001', 200));
  await bookPayout(shop, billed(payment, 'payout 1', 6000));
  expect(await balances(shop)).toEqual({
    AUTHORIZED: 0,
    PROMISED: 0,
    CAPTURED: 10_000,
    REFUNDED: -2500,
    DISPUTED: -1000,
    FEE: -60,
    COMMISSION: -200,
    PAID_OUT: -6000,
    // 100.00 less 25.00, 10.00, 0.60, 2.00 and 60.00: a provider still owes him 2.40.
    OWED_TO_MERCHANT: -240,
  });
  expect(sumOf(await entriesOf(shop))).toBe(0);
});

test('a dispute that is won and a refund that comes back leave nothing behind', async () => {
  const shop = aShopContext();
  const payment = aPayment(5000);
  const refund = aRefund(payment, 700);
  const dispute = { ...about(payment), _id: new Types.ObjectId(), amount: 5000 };
  await transaction(shop, async (tx) => {
    await bookCapture(tx, payment);
    await bookRefund(tx, refund);
    await bookReturnedRefund(tx, refund);
    await bookDispute(tx, dispute, 'withdrawn');
    await bookDispute(tx, dispute, 'won');
  });
  expect(await balances(shop)).toEqual({ CAPTURED: 5000, REFUNDED: 0, DISPUTED: 0, OWED_TO_MERCHANT: -5000 });
});

test('money that is paid by hand never stands with a provider', async () => {
  const shop = aShopContext();
  const payment = aPayment(5000, { provider: 'MANUAL' });
  await transaction(shop, async (tx) => {
    await bookCapture(tx, payment);
    await bookRefund(tx, aRefund(payment, 1));
  });
  expect(await balances(shop)).toEqual({ CAPTURED: 5000, REFUNDED: -1, PAID_OUT: -4999 });
});

test('a bill that is read twice books its fees and payouts once, and nothing where nothing was kept', async () => {
  const shop = aShopContext();
  const payment = aPayment(5000);
  for (const _time of [1, 2]) {
    await bookFee(shop, billed(payment, 'a', 30));
    await bookFee(shop, billed(payment, 'b', 0));
    await bookPayout(shop, billed(payment, 'a', 400));
  }
  expect((await entriesOf(shop)).map(({ key }) => key)).toEqual(['fee/WECHAT_PAY/a', 'payout/WECHAT_PAY/a']);
  expect(await balances(shop)).toEqual({ FEE: -30, PAID_OUT: -400, OWED_TO_MERCHANT: 430 });
});

test('a period of the books: its first moment is in it, its last is not', async () => {
  const shop = aShopContext();
  for (const reference of ['a', 'b', 'c']) await bookFee(shop, billed(aPayment(1), reference, 1));
  const [first, second, third] = await entriesOf(shop);
  const at = (day: number) => new Date(Date.UTC(2026, 10, day));
  for (const [index, entry] of [first, second, third].entries())
    await ledgerEntries.in(shop).set({ _id: entry!._id }, { $set: { createdAt: at(index + 1) } });
  const { nodes } = await listLedger(shop, { from: at(1), to: at(3) });
  expect(nodes.map(({ key }) => key)).toEqual(['fee/WECHAT_PAY/b', 'fee/WECHAT_PAY/a']);
  expect((await balancesOf(shop, at(3))).find(({ account }) => account === 'FEE')).toMatchObject({ amount: -2 });
  expect(() => listLedger(shop, { from: at(3), to: at(1) })).toThrow('to: is before from');
});

const STATES: readonly PaymentState[] = ['PENDING', 'PROCESSING', 'AUTHORIZED', 'CAPTURED', 'FAILED', 'CANCELLED'];
type Step = { of: number; what: string; amount: number; state: PaymentState };
const steps = fc.array(
  fc.record({
    of: fc.nat(2),
    what: fc.constantFrom('move', 'capture', 'refund', 'return', 'dispute', 'won', 'fee', 'commission', 'payout'),
    amount: fc.integer({ min: -10_000_000_000_000, max: 10_000_000_000_000 }),
    state: fc.constantFrom(...STATES),
  }),
  { maxLength: 25 },
);

test('whatever is booked in whatever order, once or twice: the books sum to zero, and each movement stands there once', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all: Step[]) => {
      const shop = aShopContext();
      const payments = [aPayment(1), aPayment(1999), aPayment(10_000_000_000_000, { provider: 'MANUAL' })];
      const refunds = payments.map((payment) => aRefund(payment, payment.amount));
      const states: PaymentState[] = ['PENDING', 'PENDING', 'PENDING'];
      for (const { of, what, amount, state } of all) {
        const [payment, refund] = [payments[of]!, refunds[of]!];
        const dispute = { ...about(payment), _id: payment._id, amount: payment.amount };
        await transaction(shop, async (tx) => {
          if (what === 'move') await bookAuthorization(tx, states[of]!, { ...payment, status: state });
          if (what === 'capture') await bookCapture(tx, payment);
          if (what === 'refund') await bookRefund(tx, refund);
          if (what === 'return') await bookReturnedRefund(tx, refund);
          if (what === 'dispute') await bookDispute(tx, dispute, 'withdrawn');
          if (what === 'won') await bookDispute(tx, dispute, 'won');
        }).catch((error: { code?: number }) => expect(error.code).toBe(11000));
        if (what === 'move') states[of] = state;
        if (what === 'fee') await bookFee(shop, billed(payment, `${of}`, amount));
        if (what === 'commission') await bookCommission(shop, billed(payment, `${of}`, amount));
        if (what === 'payout') await bookPayout(shop, billed(payment, `${of}`, amount));
      }
      const entries = await entriesOf(shop);
      for (const entry of entries) expect(sumOf([entry])).toBe(0);
      expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
      expect((await balancesOf(shop)).reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
      const promised = payments.reduce((sum, { amount }, at) => sum + (states[at] === 'AUTHORIZED' ? amount : 0), 0);
      expect((await balances(shop)).AUTHORIZED ?? 0).toBe(promised);
    }),
    { numRuns: 60 },
  );
});

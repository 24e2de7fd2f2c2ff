import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { orderId } from '#commerce/orders/index.js';
import { outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { connectPaymentAccount } from './accounts.js';
import { paymentId, payments } from './payment.model.js';
import { markPaid } from './payments.js';
import { submitProof } from './proofs.js';
import { PaymentStart, startPayment } from './start.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

async function aTransfer(shop?: ShopContext) {
  const at = shop ?? (await aShop());
  if (!shop) await connectPaymentAccount(at, { manual: { instructions: 'Cash', transfer: { instructions: 'To account 123' } } });
  const order = await anOrder(at);
  const input = PaymentStart.parse({ provider: 'MANUAL', method: 'TRANSFER' });
  const { payment } = await startPayment(at, order.token, input);
  return { shop: at, order, id: paymentId.encode(payment._id), token: order.token };
}
const mailsDue = (shop: ShopContext) => outbox.in(shop).find({ type: 'payment.proof' });

test('the buyer tells what he has sent: it is kept, and the merchant is told once', async () => {
  const { shop, id, token } = await aTransfer();
  await submitProof(shop, token, { payment: id, reference: 'TX-1', note: 'From my wife' });
  const again = await submitProof(shop, token, { payment: id, reference: 'TX-1', note: 'From my wife' });
  expect(again.proofs).toMatchObject([{ reference: 'TX-1', note: 'From my wife' }]);
  expect(await mailsDue(shop)).toHaveLength(1);
});

test('ten at once: three are kept', async () => {
  const { shop, id, token } = await aTransfer();
  const all = await Promise.allSettled(
    Array.from({ length: 10 }, (_, number) => submitProof(shop, token, { payment: id, reference: `TX-${number}` })),
  );
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  await expect(submitProof(shop, token, { payment: id, reference: 'one more' })).rejects.toMatchObject({ code: 'TOO_MANY_PROOFS' });
  expect(await mailsDue(shop)).toHaveLength(3);
});

test('the merchant confirms the payment that was told of, under its reference or his own', async () => {
  const { shop, order, id, token } = await aTransfer();
  await startPayment(shop, token, PaymentStart.parse({ provider: 'MANUAL', method: 'CASH_ON_DELIVERY' }));
  await submitProof(shop, token, { payment: id, reference: 'TX-1' });
  await submitProof(shop, token, { payment: id, reference: 'TX-2' });
  await markPaid(shop, orderId.encode(order._id), {});
  const captured = await payments.in(shop).find({ status: 'CAPTURED' });
  expect(captured).toMatchObject([{ method: 'TRANSFER', references: { merchant: 'TX-2' }, proofs: [{}, {}] }]);

  const other = await aTransfer(shop);
  await submitProof(shop, other.token, { payment: other.id, reference: 'TX-3' });
  await markPaid(shop, orderId.encode(other.order._id), { reference: 'Receipt 7' });
  expect(await payments.in(shop).findOne({ orderId: other.order._id })).toMatchObject({ references: { merchant: 'Receipt 7' } });
  await expect(submitProof(shop, token, { payment: id, reference: 'late' })).rejects.toMatchObject({ code: 'WRONG_STATE' });
});

test("another order's payment, and another shop's, are not found", async () => {
  const [one, elsewhere] = [await aTransfer(), await aTransfer()];
  const beside = await aTransfer(one.shop);
  for (const { id } of [beside, elsewhere])
    await expect(submitProof(one.shop, one.token, { payment: id, reference: 'TX' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      field: ['payment'],
    });
});

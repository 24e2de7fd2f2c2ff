import { orders } from '#commerce/orders/index.js';
import { NotFound, UserError } from '#platform/errors.js';
import { complete, type ShopContext } from '#tenants/index.js';
import { paymentAccounts } from './account.model.js';
import { applyStatement } from './apply.js';
import { openAccount } from './opened.js';
import { type Payment, paymentId, payments } from './payment.model.js';
import { providers } from './providers.js';

/**
 * Takes the money of an authorised payment, all of it: its provider is asked, and what it says is made true. Twice at once is once:
 * the provider takes it once, and says so both times.
 * @throws {NotFound} @throws {UserError} WRONG_STATE unless it is AUTHORIZED and its order open @throws {ProviderError}
 */
export async function capturePayment(shop: ShopContext, id: string): Promise<Payment> {
  const payment = await payments.in(shop).findOne({ _id: paymentId.decode(id, ['payment']) });
  if (!payment) throw new NotFound(id, ['payment']);
  const account = payment.accountId && (await paymentAccounts.in(shop).findOne({ _id: payment.accountId }));
  const online = account && providers[account.provider].online;
  if (payment.status !== 'AUTHORIZED' || !account || !online?.capture)
    throw new UserError('WRONG_STATE', `The payment is ${payment.status}: only one that is AUTHORIZED is captured`, ['payment']);
  const order = await orders.in(shop).findOne({ _id: payment.orderId }, { fields: ['status'] });
  if (order?.status === 'CANCELLED')
    throw new UserError('WRONG_STATE', 'The order is CANCELLED: what the buyer was to pay is given back to him', ['payment']);
  const said = await online.capture(await openAccount(shop, account), payment);
  await applyStatement(shop, account, said, (tx) => complete(tx, id));
  return (await payments.in(shop).findOne({ _id: payment._id }))!;
}

import type { Stripe } from 'stripe';
import type { Payment } from '../../payment.model.js';
import { type OpenAccount, ProviderError, type RefundStatement } from '../../provider.js';
import { type Refund, refundId } from '../../refund.model.js';
import { toStripe } from './amounts.js';
import { asking, clientOf } from './client.js';
import { retrieveSession } from './payments.js';
import { idOf, statementOfRefund } from './statements.js';

/** Stripe forgets an idempotency key after a day: before that, with room for clocks and retries, the key makes two calls one. */
const KEY_KEPT_MS = 20 * 3600_000;

const sayingOf = (refund: Stripe.Refund, { mode, connectedAccount }: OpenAccount): RefundStatement =>
  statementOfRefund(refund, { mode, connectedAccount });

/**
 * Gives money back, of the connected account's own balance; the platform's commission goes back in proportion. Where the balance is
 * not enough Stripe keeps the refund pending.
 */
export async function refund(
  account: OpenAccount,
  payment: Payment,
  { _id, amount, currency, createdAt }: Refund,
): Promise<RefundStatement> {
  const id = refundId.encode(_id);
  const paid = await paidBy(account, payment);
  const earlier = Date.now() - createdAt.getTime() > KEY_KEPT_MS ? await find(account, paid, id) : null;
  if (earlier) return sayingOf(earlier, account);
  const commission = account.platform && (await hasCommission(account, paid)) ? { refund_application_fee: true } : {};
  try {
    const made = await asking(() =>
      clientOf(account).refunds.create(
        { ...paid, amount: toStripe(amount, currency), metadata: { refund: id }, ...commission },
        { idempotencyKey: id },
      ),
    );
    return sayingOf(made, account);
  } catch (error) {
    // It may be there already: then Stripe has nothing left to refund.
    const made = error instanceof ProviderError && error.code === 'PROVIDER_REJECTED' && (await find(account, paid, id));
    if (made) return sayingOf(made, account);
    throw error;
  }
}

/** Where we never learnt its id, it is found among the payment's refunds by ours. */
export async function queryRefund(account: OpenAccount, payment: Payment, { _id, references }: Refund): Promise<RefundStatement | null> {
  const found = references.refund
    ? await asking(() => clientOf(account).refunds.retrieve(references.refund!))
    : await find(account, await paidBy(account, payment), refundId.encode(_id));
  return found && sayingOf(found, account);
}

type Paid = { payment_intent: string } | { charge: string };

/** @throws {ProviderError} where nothing was paid there */
async function paidBy(account: OpenAccount, { references: { paymentIntent, charge, session } }: Payment): Promise<Paid> {
  if (paymentIntent) return { payment_intent: paymentIntent };
  if (charge) return { charge };
  const intent = session && idOf((await asking(() => retrieveSession(account, session))).payment_intent);
  if (intent) return { payment_intent: intent };
  throw new ProviderError('PROVIDER_REJECTED', 'Stripe knows nothing that was paid: there is nothing to refund', true);
}

/** Stripe refuses to give back a commission that was never taken. */
async function hasCommission(account: OpenAccount, paid: Paid): Promise<boolean> {
  const stripe = clientOf(account);
  const { application_fee_amount: fee } = await asking<{ application_fee_amount: number | null }>(() =>
    'charge' in paid ? stripe.charges.retrieve(paid.charge) : stripe.paymentIntents.retrieve(paid.payment_intent),
  );
  return (fee ?? 0) > 0;
}

async function find(account: OpenAccount, paid: Paid, id: string): Promise<Stripe.Refund | null> {
  return asking(async () => {
    for await (const refund of clientOf(account).refunds.list({ ...paid, limit: 100 })) if (refund.metadata?.refund === id) return refund;
    return null;
  });
}

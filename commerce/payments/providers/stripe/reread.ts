import type { Stripe } from 'stripe';
import { log } from '#platform/log.js';
import { type OpenAccount, ProviderError, type Said, type Statement } from '../../provider.js';
import { asking, clientOf } from './client.js';
import { readConnectedAccount } from './connect.js';
import { DEAUTHORIZED } from './events.js';
import { common, retrieveSession, sayingOf } from './payments.js';
import { statementOfDispute, statementOfIntent } from './statements.js';

/**
 * Events come late and in any order. What may have changed since is read again and speaks for itself: a payment that is not at its
 * end, a dispute, a merchant's account. A captured or cancelled payment stays so, and a refund's last word is held by its states.
 * @throws {ProviderError} PROVIDER_UNAVAILABLE
 */
export async function reread(said: Said, account: OpenAccount): Promise<Said | null> {
  // Another account's or mode's word is not asked about here: it is compared, and refused.
  if (said.mode !== account.mode || said.connectedAccount !== account.connectedAccount) return said;
  try {
    return await readAgain(said, account);
  } catch (error) {
    if (!(error instanceof ProviderError && error.code === 'PROVIDER_REJECTED')) throw error;
    // A restricted key may not read it. The event is signed: it is believed, as far as it goes.
    log.warn({ err: error, account: account.callbackUrl }, 'Stripe did not let an event be read again: what it told is taken as it came');
    return said.about === 'payment' ? unconfirmed(said) : said;
  }
}

async function readAgain(said: Said, account: OpenAccount): Promise<Said | null> {
  switch (said.about) {
    case 'payment':
      return said.event === 'capture' || said.event === 'cancel' ? said : rereadPayment(said, account);
    case 'dispute': {
      const dispute = await asking(() => clientOf(account).disputes.retrieve(said.dispute));
      return statementOfDispute(dispute, { mode: said.mode, connectedAccount: said.connectedAccount });
    }
    case 'account':
      // A merchant who has cut the tie cannot be read any more: that word is the last.
      return account.platform && !said.requirements.includes(DEAUTHORIZED)
        ? readConnectedAccount(account.platform, account.mode, said.connectedAccount)
        : said;
    default:
      return said;
  }
}

async function rereadPayment(said: Statement, account: OpenAccount): Promise<Statement | null> {
  const { session, paymentIntent } = said.references;
  if (session) {
    const now = sayingOf(await asking(() => retrieveSession(account, session)), account) ?? unconfirmed(said);
    // It failed, and its page is closed: the merchant hears of the failure first.
    return said.event === 'fail' && now?.event === 'cancel' ? said : now;
  }
  if (!paymentIntent) return said;
  const intent = await asking(() => clientOf(account).paymentIntents.retrieve(paymentIntent));
  return statementOfIntent(intent, common(intent.livemode, account), refusedNow(intent) ? 'fail' : undefined) ?? unconfirmed(said);
}

/** Stripe says nothing of it now. A promise of money is one that Stripe confirms, or none; what else was told had its time. */
const unconfirmed = (said: Statement): Statement | null => (said.event === 'authorize' ? null : said);

/** It waits for another way to pay since the last one was refused. */
const refusedNow = ({ status, last_payment_error }: Stripe.PaymentIntent): boolean =>
  status === 'requires_payment_method' && Boolean(last_payment_error);

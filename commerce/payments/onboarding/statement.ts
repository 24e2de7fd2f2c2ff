import { type ShopContext, transaction } from '#tenants/index.js';
import type { PaymentAccount } from '../account.model.js';
import type { Verdict } from '../apply.js';
import type { AccountStatement } from '../provider.js';
import { learn } from './learn.js';
import { onboardings } from './onboarding.model.js';
import { toldBy } from './stripe.js';

/**
 * Makes true what Stripe tells by itself of a connected account: the shop is paid there, or is not paid any more. `record` writes the
 * verdict down in the same transaction.
 */
export const applyAccountStatement = (
  shop: ShopContext,
  account: PaymentAccount,
  said: AccountStatement,
  record: (tx: ShopContext, verdict: Verdict) => Promise<unknown>,
): Promise<void> =>
  transaction(shop, async (tx) => {
    await record(tx, await judge(tx, account, said));
  });

async function judge(tx: ShopContext, account: PaymentAccount, said: AccountStatement): Promise<Verdict> {
  if (said.connectedAccount !== account.connectedAccount) return { outcome: 'REFUSED', reason: 'CONNECTED_ACCOUNT' };
  if (said.mode !== account.mode) return { outcome: 'REFUSED', reason: 'MODE' };
  const onboarding = await onboardings.in(tx).findOne({ accountId: account._id });
  if (!onboarding?.open) return { outcome: 'IGNORED', reason: 'UNKNOWN_ONBOARDING' };
  await learn(tx, onboarding, toldBy(said));
  return { outcome: 'APPLIED', reason: null };
}

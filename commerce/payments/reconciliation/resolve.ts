import { z } from 'zod';
import { UserError } from '#platform/errors.js';
import { accessTokenId, complete, personId, type ShopContext, transaction } from '#tenants/index.js';
import { paymentAccounts } from '../account.model.js';
import { payments } from '../payment.model.js';
import { askAbout } from '../poll.js';
import { refunds } from '../refund.model.js';
import { askAboutRefund } from '../refund-send.js';
import { compareAgain } from './bill-stages.js';
import { DIFFERENCE_ACTIONS, type Difference, type DifferenceAction, differenceId, differences } from './difference.model.js';
import { getDifference, resolveGone } from './differences.js';
import { actionsFor } from './match.js';
import { endedAmong } from './stuck.js';

export const DifferenceResolution = z.strictObject({
  action: z.enum(DIFFERENCE_ACTIONS),
  note: z.string().trim().min(1).max(1000).nullish(),
});
export type DifferenceResolution = z.infer<typeof DifferenceResolution>;

/** What a person can do about it. */
export const actionsOf = ({ kind, status, paymentId }: Difference): DifferenceAction[] =>
  actionsFor({ kind, status, asks: paymentId !== null });

/**
 * Does what a person decided: ASK_PROVIDER asks the provider about the payment or refund again and applies what it says, after which the
 * difference may be gone; ACCEPT and IGNORE change nothing but the list, and keep who decided and why.
 * @throws {NotFound} @throws {UserError} WRONG_STATE, INVALID_INPUT without a note @throws {ProviderError}
 */
export async function resolveDifference(shop: ShopContext, id: string, { action, note }: DifferenceResolution): Promise<Difference> {
  const difference = await getDifference(shop, id);
  if (!actionsOf(difference).includes(action)) {
    const possible = actionsOf(difference).join(', ') || 'nothing more';
    throw new UserError('WRONG_STATE', `action: the difference is ${difference.kind} and ${difference.status}: it takes ${possible}`, [
      'input',
      'action',
    ]);
  }
  if (action === 'ASK_PROVIDER') {
    await ask(shop, difference);
    return decide(shop, difference, { action, note: note ?? difference.note }, 'RESOLVED');
  }
  if (!note) throw new UserError('INVALID_INPUT', 'note: say why, for whoever reads the books later', ['input', 'note']);
  return decide(shop, difference, { action, note }, 'OPEN');
}

async function ask(shop: ShopContext, difference: Difference): Promise<void> {
  const payment = await payments.in(shop).findOne({ _id: difference.paymentId! });
  const refund = difference.refundId && (await refunds.in(shop).findOne({ _id: difference.refundId }));
  if (refund) await askAboutRefund(shop, refund);
  else if (payment) await askAbout(shop, payment);
  const account = difference.accountId && (await paymentAccounts.in(shop).findOne({ _id: difference.accountId }));
  if (account) await compareAgain(shop, account, [difference]);
  else await resolveGone(shop, await endedAmong(shop, [difference]));
}

/** Keeps a decision where the difference is in this state: a provider that was asked has not always ended it. */
function decide(
  shop: ShopContext,
  { _id }: Difference,
  { action, note }: { action: DifferenceAction; note: string | null },
  from: Difference['status'],
): Promise<Difference> {
  const now = new Date();
  const status = action === 'IGNORE' ? 'IGNORED' : 'RESOLVED';
  return transaction(shop, async (tx) => {
    const decided = { status, action, note, resolvedBy: whoIs(shop), resolvedAt: now, updatedAt: now } as const;
    const changed = await differences.in(tx).update({ _id, status: from, action: null }, { $set: decided });
    if (!changed && action !== 'ASK_PROVIDER')
      throw new UserError('WRONG_STATE', 'action: somebody else has decided meanwhile', ['input', 'action']);
    await complete(tx, differenceId.encode(_id));
    return changed ?? (await differences.in(tx).update({ _id }, { $set: { note, updatedAt: now } }))!;
  });
}

function whoIs({ actor }: ShopContext): string | null {
  if (actor.kind === 'staff') return personId.encode(actor.userId);
  return actor.kind === 'app' ? accessTokenId.encode(actor.tokenId) : null;
}

import { Types } from 'mongoose';
import { agencyForJob, emit, type ShopContext } from '#tenants/index.js';
import { type PaymentAccount, paymentAccountId, paymentAccounts } from '../account.model.js';
import { platforms } from '../platform.model.js';
import { type Onboarding, onboardingId } from './onboarding.model.js';

/** What the shop's account below the platform has come to. */
export interface TakenOn {
  account: PaymentAccount;
  /** It could take payments, but the shop's own account does, or the merchant has disabled it. */
  standsBack: boolean;
}

/**
 * Makes the shop's account below its platform follow what the provider says: as soon as the provider pays the shop it takes payments,
 * in place of one that came by default; it never sends away what the merchant connected himself. In the transaction that learns it.
 * @throws {Error} where the provider names the agency's own account: no shop is paid there
 */
export async function followAccount(tx: ShopContext, onboarding: Onboarding, connectedAccount: string, isPaid: boolean): Promise<TakenOn> {
  const known = await accountOf(tx, onboarding, connectedAccount);
  const account = known ?? (await paymentAccounts.in(tx).insert(await newAccount(tx, onboarding, connectedAccount)));
  if (account.status === 'DISABLED') return { account, standsBack: isPaid };
  if (!isPaid) return { account: account.active ? await change(tx, onboarding, account, false) : account, standsBack: false };
  if (account.active) return { account, standsBack: false };
  const mine = paymentAccounts.in(tx);
  const before = await mine.findOne({ provider: account.provider, active: true });
  if (before && !before.byDefault) return { account, standsBack: true };
  if (before) await mine.set({ _id: before._id }, { $set: { status: 'DISABLED', updatedAt: new Date() }, $unset: { active: '' } });
  return { account: await change(tx, onboarding, account, true), standsBack: false };
}

/** It takes no payments any more, whatever its provider says. In the transaction that gives the onboarding up. */
export async function disableAccount(tx: ShopContext, onboarding: Onboarding): Promise<void> {
  const account = onboarding.accountId && (await paymentAccounts.in(tx).findOne({ _id: onboarding.accountId }));
  if (!account || account.status === 'DISABLED') return;
  await paymentAccounts.in(tx).set({ _id: account._id }, { $set: { status: 'DISABLED', updatedAt: new Date() }, $unset: { active: '' } });
  await tell(tx, onboarding, account, 'DISABLED');
}

const accountOf = (tx: ShopContext, { accountId, platformId }: Onboarding, connectedAccount: string): Promise<PaymentAccount | null> =>
  accountId
    ? paymentAccounts.in(tx).findOne({ _id: accountId })
    : paymentAccounts.in(tx).findOne({ platformId, connectedAccount, status: { $ne: 'DISABLED' } });

async function newAccount(tx: ShopContext, { provider, platformId, mode }: Onboarding, connectedAccount: string) {
  const platform = await platforms.in(agencyForJob(tx.agencyId, 'take on')).findOne({ _id: platformId });
  if (!platform || platform.externalId === connectedAccount)
    throw new Error(`${connectedAccount} is no account of a shop below the platform ${platformId.toHexString()}`);
  const now = new Date();
  return {
    _id: new Types.ObjectId(),
    agencyId: tx.agencyId,
    provider,
    status: 'ONBOARDING' as const,
    mode,
    externalId: connectedAccount,
    platformId,
    connectedAccount,
    secrets: {},
    signing: [],
    settings: {},
    createdAt: now,
    updatedAt: now,
  };
}

async function change(tx: ShopContext, onboarding: Onboarding, { _id }: PaymentAccount, isActive: boolean): Promise<PaymentAccount> {
  const status = isActive ? ('ACTIVE' as const) : ('ONBOARDING' as const);
  const changed = await paymentAccounts
    .in(tx)
    .update(
      { _id },
      isActive
        ? { $set: { status, active: true, updatedAt: new Date() } }
        : { $set: { status, updatedAt: new Date() }, $unset: { active: '' } },
    );
  await tell(tx, onboarding, changed!, status);
  return changed!;
}

const tell = (tx: ShopContext, { _id }: Onboarding, account: PaymentAccount, status: PaymentAccount['status']): Promise<void> =>
  emit(tx, {
    type: 'payment_account.updated',
    subject: paymentAccountId.encode(account._id),
    data: { provider: account.provider, status, onboarding: onboardingId.encode(_id) },
  });

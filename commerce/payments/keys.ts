import { boundedCache } from '#platform/cache.js';
import { log } from '#platform/log.js';
import { acrossShops, agencyForJob, type ShopContext, shopForJob } from '#tenants/index.js';
import { type PaymentAccount, type ProviderName, paymentAccountId, paymentAccounts } from './account.model.js';
import { type Door, forgetDoor } from './doors.js';
import { openAccount, openPlatform, openSigning, sealPlatformSigning, sealSigning } from './opened.js';
import { type PaymentPlatform, PLATFORM_PROVIDERS, platformId, platforms } from './platform.model.js';
import type { OpenAccount, OpenPlatform } from './provider.js';
import { providers } from './providers.js';

/**
 * While another signing secret takes one's place, callbacks come with either. WeChat Pay has a public key and certificates side by
 * side, of which the old and the new ones overlap.
 */
export const mostSigning = (provider: ProviderName): number => (provider === 'WECHAT_PAY' ? 4 : 2);

/** Whoever sends us unknown signatures causes no more calls than that. */
const ASK_AGAIN_MS = 60_000;
const asked = boundedCache<string, true>(20_000, ASK_AGAIN_MS);

/**
 * A callback came with a key that is not known: asks the provider what it signs with now, at most once a minute for an account, and
 * keeps it. False: there is nothing new, or the provider does not say.
 */
export async function learnKeys(id: string, { account, platform, shop }: Door): Promise<boolean> {
  if (asked.has(id)) return false;
  asked.set(id, true);
  return quietly(id, () => (platform ? refreshPlatform(platform) : refreshAccount(shop, account)));
}

async function refreshAccount(shop: ShopContext, account: PaymentAccount): Promise<boolean> {
  if (account.platformId) {
    const platform = await platforms.in(agencyForJob(account.agencyId, 'refresh signing keys')).findOne({ _id: account.platformId });
    return platform !== null && refreshPlatform(platform);
  }
  const fresh = await providers[account.provider].online?.signing?.(await openAccount(shop, account));
  const kept = fresh && merged(account.provider, fresh, openSigning(shop, account));
  if (!kept) return false;
  // What changed meanwhile was given by a person, and stays.
  const { _id, signing } = account;
  const changed = await paymentAccounts.in(shop).set({ _id, signing }, { $set: { signing: sealSigning(shop, _id, kept) } });
  forgetDoor(account);
  return Boolean(changed);
}

async function refreshPlatform(platform: PaymentPlatform): Promise<boolean> {
  const { _id, agencyId, provider, mode, signing } = platform;
  const opened = openPlatform(platform);
  const fresh = await providers[provider].online?.signing?.(standingAlone(opened, mode));
  const kept = fresh && merged(provider, fresh, opened.signing);
  if (!kept) return false;
  const sealed = sealPlatformSigning(agencyId, _id, kept);
  return Boolean(await platforms.in(agencyForJob(agencyId, 'refresh signing keys')).set({ _id, signing }, { $set: { signing: sealed } }));
}

/** A platform as an account of its own: it is who signs. */
const standingAlone = ({ externalId, secrets, settings, signing }: OpenPlatform, mode: OpenAccount['mode']): OpenAccount => ({
  mode,
  externalId,
  connectedAccount: null,
  secrets,
  settings,
  signing,
  callbackUrl: '',
  platform: null,
});

/** The fresh ones first, the known ones beside them; null: nothing is new. */
function merged(provider: ProviderName, fresh: readonly string[], known: readonly string[]): string[] | null {
  if (fresh.every((key) => known.includes(key))) return null;
  return [...new Set([...fresh, ...known])].slice(0, mostSigning(provider));
}

const MOST_AT_ONCE = 200;
const DAY_MS = 24 * 3600_000;

/** Asks providers that change what they sign with by themselves, once a day for each account. Answers how many were asked for. */
export async function refreshKeys(now = new Date()): Promise<number> {
  const due = { keysAt: { $lte: new Date(now.getTime() - DAY_MS) } };
  const accounts = await acrossShops<PaymentAccount>(paymentAccounts.name, 'signing keys are read anew').find(due, {
    sort: { keysAt: 1 },
    limit: MOST_AT_ONCE,
  });
  for (const account of accounts) {
    const shop = await shopForJob(account.shopId, 'refresh signing keys');
    const mine = await paymentAccounts.in(shop).set({ _id: account._id, keysAt: account.keysAt! }, { $set: { keysAt: now } });
    if (mine) await quietly(paymentAccountId.encode(account._id), () => refreshAccount(shop, account));
  }
  return accounts.length + (await refreshPlatforms(now));
}

/** Agencies are few: their platforms are read as they stand. */
async function refreshPlatforms(now: Date): Promise<number> {
  const provider = { $in: PLATFORM_PROVIDERS.filter((name) => providers[name].online?.signing) };
  const due = {
    provider,
    active: true as const,
    $or: [{ keysAt: { $exists: false } }, { keysAt: { $lte: new Date(now.getTime() - DAY_MS) } }],
  };
  const found = await acrossShops<PaymentPlatform>(platforms.name, 'signing keys are read anew').find(due, { limit: MOST_AT_ONCE });
  for (const platform of found) {
    const agency = agencyForJob(platform.agencyId, 'refresh signing keys');
    await platforms.in(agency).set({ _id: platform._id }, { $set: { keysAt: now } });
    await quietly(platformId.encode(platform._id), () => refreshPlatform(platform));
  }
  return found.length;
}

async function quietly(account: string, refresh: () => Promise<boolean>): Promise<boolean> {
  try {
    return await refresh();
  } catch (err) {
    log.warn({ err, account }, 'What callbacks are signed with could not be read anew: it is tried again tomorrow, or with the next one');
    return false;
  }
}

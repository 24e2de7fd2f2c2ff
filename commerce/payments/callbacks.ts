import { isDuplicateKey } from '#platform/mongo.js';
import { acrossShops, isLastAttempt, newRow, plan, type ShopContext, shopForJob, transaction, wakeRelay } from '#tenants/index.js';
import { type PaymentAccount, PROVIDERS, paymentAccountId, paymentAccounts } from './account.model.js';
import { applyStatement, type Verdict } from './apply.js';
import { type CallbackEvent, callbackEvents } from './callback.model.js';
import { applyDispute } from './disputes.js';
import { type Door, doors } from './doors.js';
import { learnKeys } from './keys.js';
import { applyAccountStatement } from './onboarding/statement.js';
import { openAccount, openPlatform, openSigning } from './opened.js';
import { type PaymentPlatform, platformId, platforms } from './platform.model.js';
import { BadSignature, type CallbackAnswers, type RawCallback, type Said, UnknownSigner } from './provider.js';
import { providers } from './providers.js';
import { applyRefund } from './refund-apply.js';

/** A signing secret that was just added elsewhere is known here after so long; wrong signatures cause no more reads than that. */
const READ_AGAIN_MS = 1000;

export type Reception = 'KEPT' | 'DUPLICATE' | 'NOBODYS' | 'UNKNOWN_ACCOUNT';

/**
 * Takes what a provider sends to the address of an account, or of a platform for one of its connected accounts: verifies it and
 * writes it down, which is all that happens before it is acknowledged. A disabled account still hears of its last payments.
 * NOBODYS: a platform's event about an account that no shop has.
 * @throws {BadSignature}
 */
export async function receiveCallback(provider: string, account: string, callback: RawCallback): Promise<Reception> {
  const door = await doorOf(provider, account);
  if (!door) return 'UNKNOWN_ACCOUNT';
  const { eventId, type, connectedAccount = null, by } = await verify(account, door, callback);
  const receiver = by.platform ? await connectedTo(by.platform, connectedAccount) : by;
  if (!receiver) return 'NOBODYS';
  try {
    await callbackEvents.in(receiver.shop).insert({
      ...newRow('callbacks'),
      agencyId: receiver.account.agencyId,
      accountId: receiver.account._id,
      provider: receiver.account.provider,
      eventId,
      type,
      body: callback.body.toString('utf8'),
      outcome: null,
      reason: null,
    });
  } catch (error) {
    if (isDuplicateKey(error)) return 'DUPLICATE';
    throw error;
  }
  wakeRelay(['callbacks']);
  return 'KEPT';
}

/** How a provider's callback is answered; null for a provider that sends none. */
export function callbackAnswers(provider: string): CallbackAnswers | null {
  const name = PROVIDERS.find((known) => known.toLowerCase() === provider);
  return (name && providers[name]?.online?.answers) ?? null;
}

async function verify(account: string, door: Door, callback: RawCallback) {
  try {
    return readAt(door, callback);
  } catch (error) {
    if (!(error instanceof BadSignature)) throw error;
    const learned = error instanceof UnknownSigner && (await learnKeys(account, door));
    if (!learned && Date.now() - door.readAt < READ_AGAIN_MS) throw error;
  }
  return readAt((await newerThan(door, account)) ?? door, callback);
}

const readAt = (door: Door, callback: RawCallback) => ({ ...door.online.readCallback(callback, door.signing, Date.now()), by: door });

/** In the address a provider is written one way alone: what it is answered is found by it. */
async function doorOf(provider: string, id: string): Promise<Door | null> {
  const door = doors.get(id) ?? (await readOnce(id));
  return (door?.account ?? door?.platform)?.provider.toLowerCase() === provider ? door : null;
}

/** What another request has read meanwhile is as good: however many wrong signatures come at once, one of them reads. */
function newerThan(door: Door, id: string): Promise<Door | null> {
  const known = doors.get(id);
  if (known && known !== door) return Promise.resolve(known);
  doors.delete(id);
  return readOnce(id);
}

const reading = new Map<string, Promise<Door | null>>();

function readOnce(id: string): Promise<Door | null> {
  const begun = reading.get(id);
  if (begun) return begun;
  const read = (platformId.matches(id) ? readPlatformDoor(id) : readDoor(id))
    .then((door) => {
      if (door) doors.set(id, door);
      return door;
    })
    .finally(() => reading.delete(id));
  reading.set(id, read);
  return read;
}

async function readDoor(id: string): Promise<Door | null> {
  if (!paymentAccountId.matches(id)) return null;
  const account = await accountsOfAll().findOne({ _id: paymentAccountId.decode(id) });
  const online = account && providers[account.provider].online;
  if (!account || !online) return null;
  const shop = await shopForJob(account.shopId, 'callback');
  // Below a platform it is the platform's keys that sign.
  const { platform } = account.platformId ? await openAccount(shop, account) : { platform: null };
  const signing = [...openSigning(shop, account), ...(platform?.signing ?? [])];
  return { shop, account, platform: null, online, signing, readAt: Date.now() };
}

async function readPlatformDoor(id: string): Promise<Door | null> {
  const all = acrossShops<PaymentPlatform>(platforms.name, 'a callback names its payment platform');
  const platform = await all.findOne({ _id: platformId.decode(id) });
  const online = platform && providers[platform.provider].online;
  if (!platform || !online) return null;
  return { shop: null, account: null, platform, online, signing: openPlatform(platform).signing, readAt: Date.now() };
}

const accountsOfAll = () => acrossShops<PaymentAccount>(paymentAccounts.name, 'a callback names its payment account');

/** The shop's account that a platform's event is about: the newest, where it was connected anew. */
async function connectedTo(platform: PaymentPlatform, connectedAccount: string | null) {
  if (connectedAccount === null) return null;
  const [account] = await accountsOfAll().find({ platformId: platform._id, connectedAccount }, { sort: { _id: -1 }, limit: 1 });
  return account ? { account, shop: await shopForJob(account.shopId, 'callback') } : null;
}

/** Applies a callback that was written down. Two runs of one row are normal. One that is given up is told to the merchant. */
export async function applyCallback(shop: ShopContext, row: CallbackEvent): Promise<void> {
  try {
    await apply(shop, row);
  } catch (error) {
    if (isLastAttempt(row)) await tellLost(shop, row);
    throw error;
  }
}

/** Once, also where a killed worker tries for the last time twice. */
const tellLost = (shop: ShopContext, { _id, provider }: CallbackEvent): Promise<void> =>
  transaction(shop, async (tx) => {
    const first = await callbackEvents.in(tx).set({ _id, outcome: null, reason: null }, { $set: { reason: 'GIVEN_UP' } });
    if (first) await plan(tx, { type: 'callback.lost', queue: 'events', data: { callback: _id.toHexString(), provider } });
  });

async function apply(shop: ShopContext, row: CallbackEvent): Promise<void> {
  const account = await paymentAccounts.in(shop).findOne({ _id: row.accountId });
  const said = account && (await hear(shop, account, row.body));
  const record = (where: ShopContext, verdict: Verdict) => callbackEvents.in(where).set({ _id: row._id, outcome: null }, { $set: verdict });
  if (account && said) await believe(shop, account, said, record);
  else await record(shop, { outcome: 'IGNORED', reason: 'NOT_OURS' });
}

async function hear(shop: ShopContext, account: PaymentAccount, body: string): Promise<Said | null> {
  const { online } = providers[account.provider];
  if (!online) return null;
  const opened = await openAccount(shop, account);
  const said = online.interpret(body, opened);
  return said && online.reread ? online.reread(said, opened) : said;
}

/** Makes true what a provider says, whatever it is about. */
async function believe(
  shop: ShopContext,
  account: PaymentAccount,
  said: Said,
  record: (tx: ShopContext, verdict: Verdict) => Promise<unknown>,
): Promise<void> {
  switch (said.about) {
    case 'payment':
      return void (await applyStatement(shop, account, said, record));
    case 'refund':
      return void (await applyRefund(shop, account, said, record));
    case 'dispute':
      return void (await applyDispute(shop, account, said, record));
    case 'account':
      return applyAccountStatement(shop, account, said, record);
    default:
      return void (await record(shop, { outcome: 'IGNORED', reason: 'NOT_OURS' }));
  }
}

import { isDuplicateKey } from '#platform/mongo.js';
import { acrossShops, newRow, type ShopContext, shopForJob, wakeRelay } from '#tenants/index.js';
import { type Connectable, type PaymentAccount, paymentAccountId, paymentAccounts } from './account.model.js';
import { openSigning } from './accounts.js';
import { applyStatement, type Verdict } from './apply.js';
import { type CallbackEvent, callbackEvents } from './callback.model.js';
import { type Door, doors } from './doors.js';
import { BadSignature, type RawCallback } from './provider.js';
import { providers } from './providers.js';

/** A signing secret that was just added elsewhere is known here after so long; wrong signatures cause no more reads than that. */
const READ_AGAIN_MS = 1000;

export type Reception = 'KEPT' | 'DUPLICATE' | 'UNKNOWN_ACCOUNT';

/**
 * Takes what a provider sends to an account's address: verifies it and writes it down, which is all that happens before it is
 * acknowledged. A disabled account still hears of its last payments.
 * @throws {BadSignature}
 */
export async function receiveCallback(provider: string, account: string, callback: RawCallback): Promise<Reception> {
  const door = await doorOf(provider, account);
  if (!door) return 'UNKNOWN_ACCOUNT';
  const { eventId, type, by } = await verify(provider, account, door, callback);
  try {
    await callbackEvents.in(by.shop).insert({
      ...newRow('callbacks'),
      agencyId: by.account.agencyId,
      accountId: by.account._id,
      provider: by.account.provider,
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
  wakeRelay();
  return 'KEPT';
}

async function verify(provider: string, account: string, door: Door, callback: RawCallback) {
  try {
    return { ...door.online.readCallback(callback, door.secrets, Date.now()), by: door };
  } catch (error) {
    if (!(error instanceof BadSignature) || Date.now() - door.readAt < READ_AGAIN_MS) throw error;
  }
  doors.delete(account);
  const again = (await doorOf(provider, account)) ?? door;
  return { ...again.online.readCallback(callback, again.secrets, Date.now()), by: again };
}

async function doorOf(provider: string, id: string): Promise<Door | null> {
  const door = doors.get(id) ?? (await readDoor(id));
  return door?.account.provider === (provider.toUpperCase() as Connectable) ? door : null;
}

async function readDoor(id: string): Promise<Door | null> {
  if (!paymentAccountId.matches(id)) return null;
  const accounts = acrossShops<PaymentAccount>(paymentAccounts.name, 'a callback names its payment account');
  const account = await accounts.findOne({ _id: paymentAccountId.decode(id) });
  const online = account && providers[account.provider].online;
  if (!account || !online) return null;
  const shop = await shopForJob(account.shopId, 'callback');
  const door = { shop, account, online, secrets: openSigning(shop, account), readAt: Date.now() };
  doors.set(id, door);
  return door;
}

/** Applies a callback that was written down. Two runs of one row are normal. */
export async function applyCallback(shop: ShopContext, row: CallbackEvent): Promise<void> {
  const account = await paymentAccounts.in(shop).findOne({ _id: row.accountId });
  const said = account && providers[account.provider].online?.interpret(row.body);
  const record = (where: ShopContext, verdict: Verdict) => callbackEvents.in(where).set({ _id: row._id, outcome: null }, { $set: verdict });
  if (account && said) await applyStatement(shop, account, said, record);
  else await record(shop, { outcome: 'IGNORED', reason: 'NOT_OURS' });
}

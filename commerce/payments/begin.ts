import { Types } from 'mongoose';
import type { ShopContext } from '#tenants/index.js';
import { paymentAccounts } from './account.model.js';
import { activeAccount, newAccount } from './accounts.js';

/** What a new shop's buyers read, until its merchant has words of his own. */
const CASH = { zh: '货到付款：收货时将现金付给送货员。', en: 'Cash on delivery: pay when your order arrives.' };

/** A shop that is being opened takes cash on delivery, unless it has been given something else to pay by hand. In its transaction. */
export async function beginWithCash(tx: ShopContext): Promise<void> {
  if (await activeAccount(tx, 'MANUAL')) return;
  const instructions = tx.locale.startsWith('zh') ? CASH.zh : CASH.en;
  const connection = { settings: { instructions }, externalId: null, secrets: {}, signing: [] };
  await paymentAccounts.in(tx).insert({ ...newAccount(tx, new Types.ObjectId(), 'MANUAL', connection), byDefault: true });
}

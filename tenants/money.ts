import { UserError } from '#platform/errors.js';
import { toMinorUnits } from '#platform/money.js';
import type { ShopContext } from './context.js';

/**
 * What an input says, in minor units of the shop's one currency.
 * @throws {UserError} CURRENCY_MISMATCH, INVALID_AMOUNT
 */
export function inShopCurrency(shop: ShopContext, money: { amount: string; currency: string }, field: readonly string[]): number {
  if (money.currency !== shop.currency) {
    throw new UserError('CURRENCY_MISMATCH', `This shop sells in ${shop.currency}, not ${money.currency}`, [...field, 'currency']);
  }
  return toMinorUnits(money.amount, shop.currency, [...field, 'amount']);
}

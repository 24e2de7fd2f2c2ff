import { MOST_WAITING, type Waiting, waitingSince } from '#platform/waiting.js';
import { type ShopContext, shopSettings } from '#tenants/index.js';
import { type Level, levels } from './level.model.js';

/** Levels at or below the shop's limit, the lowest first; none where the merchant has set no limit. */
export async function listLowStock(shop: ShopContext, first: number): Promise<Level[]> {
  const { lowStock } = await shopSettings(shop);
  if (lowStock === null) return [];
  return levels.in(shop).find({ available: { $lte: lowStock } }, { sort: { available: 1 }, limit: first });
}

/** How many there are. Nobody wrote down since when. */
export async function lowStockWaiting(shop: ShopContext): Promise<Waiting> {
  const { lowStock } = await shopSettings(shop);
  if (lowStock === null) return waitingSince([]);
  const found = await levels.in(shop).find({ available: { $lte: lowStock } }, { limit: MOST_WAITING + 1, fields: ['available'] });
  return waitingSince(found.map(() => null));
}

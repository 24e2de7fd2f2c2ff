import { NotFound } from '#platform/errors.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import type { ShopContext } from '#tenants/index.js';
import { type Reconciliation, reconciliationId, reconciliations } from './reconciliation.model.js';

/** The newest first. @throws {UserError} INVALID_CURSOR, PAGE_TOO_LARGE */
export const listReconciliations = (shop: ShopContext, args: PageArgs): Promise<Page<Reconciliation>> =>
  page<Reconciliation>((filter, reading) => reconciliations.in(shop).find(filter, reading), {}, [['_id', -1]], args);

/** @throws {NotFound} for an id of another shop too */
export async function getReconciliation(shop: ShopContext, id: string): Promise<Reconciliation> {
  const found = await reconciliations.in(shop).findOne({ _id: reconciliationId.decode(id) });
  if (!found) throw new NotFound(id);
  return found;
}

import { copyCollections } from '#commerce/catalog/index.js';
import { copyPaymentMethods } from '#commerce/payments/index.js';
import { type AgencyContext, getShop, plan, type Shop, type ShopContext, shopId, shopOfAgency } from '#tenants/index.js';
import { keepTaken, settingsThatTravel } from './takings.js';

/** A shop that new ones are made from. */
export interface Blueprint {
  context: ShopContext;
  shop: Shop;
}

/** @throws {NotFound} for another agency's shop too */
export async function readBlueprint(agency: AgencyContext, id: string): Promise<Blueprint> {
  const context = await shopOfAgency(agency, id, ['blueprint']);
  return { context, shop: await getShop(context) };
}

/**
 * Gives a shop that is being opened what its blueprint has, in the transaction that opens it. Products may be many: they follow as
 * work of their own.
 */
export async function copyBlueprint(tx: ShopContext, { context, shop }: Blueprint, withProducts: boolean): Promise<void> {
  await keepTaken(tx, context.shopId, 'SETTING', new Map(settingsThatTravel(shop)));
  await copyCollections(context, tx);
  await copyPaymentMethods(context, tx);
  if (withProducts) await plan(tx, { type: 'shop.stock', queue: 'imports', data: { blueprint: shopId.encode(context.shopId) } });
}

import { findProduct, type Product, productId } from '#commerce/catalog/index.js';
import { availableOf, createProduct, updateProduct } from '#commerce/inventory/index.js';
import {
  type BlueprintApplication,
  BlueprintApply,
  type BlueprintRollout,
  getRollout,
  listApplications,
  openShop,
  rolloutId,
  ShopChanges,
  startRollout,
  updateShop,
} from '#commerce/openings/index.js';
import { applications } from '#commerce/openings/rollout.model.js';
import { type AgencyContext, type ShopContext, shopId } from '#tenants/index.js';
import { anAgencyContext } from './factories.js';
import { contextOf, newShop } from './openings.js';
import { workOff } from './outbox.js';

/** What the tests of a file speak of at this moment. */
export let agency: AgencyContext;
export let blueprint: ShopContext;

/** Another agency, with a blueprint that is still empty. */
export async function begin(): Promise<void> {
  agency = anAgencyContext();
  blueprint = await aShop();
}

export const aShop = async (given: object = {}, of = agency): Promise<ShopContext> =>
  contextOf(of, await openShop(of, newShop({ locale: 'en', ...given })));
export const fromBlueprint = (given: object = {}) =>
  aShop({ blueprint: shopId.encode(blueprint.shopId), blueprintProducts: true, ...given });
export const several = async (count: number) => {
  const made: ShopContext[] = [];
  for (let at = 0; at < count; at += 1) made.push(await fromBlueprint());
  await workOff();
  return made;
};

export const yuan = (amount: string) => ({ amount, currency: 'CNY' });
export const sell = (title: string, price = '10', given: object = {}) =>
  createProduct(blueprint, { title, variants: [{ sku: title.toUpperCase(), price: yuan(price), available: 5 }], ...given } as never);
export const change = (shop: ShopContext, product: Product, given: object) =>
  updateProduct(shop, productId.encode(product._id), given as never);
export const reprice = (shop: ShopContext, product: Product, price: string) =>
  change(shop, product, { variants: [{ id: `var_${product.variants[0]!.id.toHexString()}`, price: yuan(price) }] });
export const productAt = async (shop: ShopContext, handle: string) => (await findProduct(shop, { handle })) as Product;
export const stockOf = async (shop: ShopContext, handle: string) =>
  (await availableOf(shop, [(await productAt(shop, handle)).variants[0]!.id]))[0];
export const settings = (shop: ShopContext, given: object) => updateShop(shop, ShopChanges.parse({ settings: given }));

export const start = (shops: ShopContext[], given: object = {}) => {
  const { blueprint: _from, ...input } = BlueprintApply.parse({ blueprint: '', ...given });
  return startRollout(blueprint, shops, input);
};
export const now = ({ _id }: BlueprintRollout) => getRollout(agency, rolloutId.encode(_id));
export const apply = async (shops: ShopContext[], given: object = {}) => {
  const rollout = await start(shops, given);
  await workOff();
  return now(rollout);
};
export const partOf = async (rollout: BlueprintRollout, shop: ShopContext) =>
  (await applications.in(shop).findOne({ rolloutId: rollout._id })) as BlueprintApplication;
export const statuses = async (rollout: BlueprintRollout) =>
  (await listApplications(rollout, { first: 250 })).nodes.map(({ status, wave }) => `${wave} ${status}`);

import type { Types } from 'mongoose';
import {
  checkReferences,
  inMinorUnits,
  NewProduct,
  type Product,
  ProductChange,
  planned,
  productId,
  products,
  productsWithVariants,
  removeApart,
  SetPricedProduct,
  SetProduct,
  takeOffShelves,
} from '#commerce/catalog/index.js';
import { dropRedirects } from '#commerce/redirects/index.js';
import { NotFound, UserError } from '#platform/errors.js';
import { complete, emit, type ShopContext, transaction } from '#tenants/index.js';
import { type Giver, givenPictures } from './given-pictures.js';
import { levels } from './level.model.js';
import { setBatch } from './set-batch.js';
import type { SetResult } from './set-options.js';
import { setAll } from './set-products.js';
import { taxClassCheck } from './tax-classes.js';

/**
 * A product with its variants and their stock at the default location.
 * @throws {UserError} HANDLE_TAKEN, SKU_TAKEN, EXTERNAL_ID_TAKEN, VARIANTS_LIMIT, OPTION_MISMATCH, DUPLICATE_VARIANT, DUPLICATE_SKU,
 * ATTRIBUTE_UNKNOWN, UPLOAD_EMPTY, NOT_FOUND for a category or an upload
 */
export async function createProduct(shop: ShopContext, input: NewProduct, giver?: Giver): Promise<Product> {
  const checked = await taxClassCheck(shop, [input]);
  const addresses = await givenPictures(shop, [input], giver);
  const read = (item: NewProduct) => checked(SetProduct.parse(inMinorUnits(shop, NewProduct.parse(item), addresses)));
  const [result] = await setAll(shop, [input], read, { mode: 'create', settle: completeOne });
  return productOf(shop, result!);
}

/** Only what `input` names changes. @throws {UserError} as createProduct, and NOT_FOUND */
export async function updateProduct(shop: ShopContext, id: string, input: ProductChange, giver?: Giver): Promise<Product> {
  const target = productId.decode(id, ['product']);
  // Nothing is taken into use for a product that is not there.
  if (input.media?.length && !(await products.in(shop).findOne({ _id: target }, { fields: ['_id'] }))) throw new NotFound(id, ['product']);
  const checked = await taxClassCheck(shop, [input]);
  const addresses = await givenPictures(shop, [input], giver);
  const item = checked(SetProduct.parse(inMinorUnits(shop, ProductChange.parse(input), addresses)));
  const [refused] = (await checkReferences(shop, [item])).values();
  if (refused) throw new UserError(refused[0]!.code, refused[0]!.message, refused[0]!.field);
  const results: SetResult[] = [];
  await setBatch(shop, [planned(0, item, target)], {
    results,
    last: true,
    settle: completeOne,
    reason: 'Edited',
    byHand: true,
  });
  return productOf(shop, results[0]!);
}

async function completeOne(tx: ShopContext, [result]: readonly SetResult[]): Promise<void> {
  if (result?.productId) await complete(tx, productId.encode(result.productId));
}

async function productOf(shop: ShopContext, { productId: id, errors: [error] }: SetResult): Promise<Product> {
  if (error) throw new UserError(error.code, error.message, error.field);
  return (await productsWithVariants(shop, [id!]))[0]!;
}

/** The API's bulk creation: each item is read and judged on its own. */
export async function createProducts(shop: ShopContext, items: readonly unknown[], giver?: Giver): Promise<SetResult[]> {
  const checked = await taxClassCheck(shop, items);
  const addresses = await givenPictures(shop, items, giver);
  const read = (item: unknown) => checked(SetProduct.parse(inMinorUnits(shop, NewProduct.parse(item), addresses)));
  return setAll(shop, items, read, { mode: 'create', settle: completeAll });
}

/** The API's bulk upsert: setProducts with Money instead of minor units. */
export async function setPricedProducts(shop: ShopContext, items: readonly unknown[], giver?: Giver): Promise<SetResult[]> {
  const checked = await taxClassCheck(shop, items);
  const addresses = await givenPictures(shop, items, giver);
  const read = (item: unknown) => checked(SetProduct.parse(inMinorUnits(shop, SetPricedProduct.parse(item), addresses)));
  return setAll(shop, items, read, { settle: completeAll });
}

async function completeAll(tx: ShopContext, results: readonly SetResult[]): Promise<void> {
  if (tx.claim) await complete(tx, ...results.map(keptResult));
}

/** What an idempotency key keeps of a result. */
export const keptResult = ({ productId: id, ...result }: SetResult): string =>
  JSON.stringify({ ...result, productId: id && productId.encode(id) });

/** The results that an idempotency key kept. */
export const replayResults = (kept: readonly string[]): SetResult[] =>
  kept.map((text) => {
    const { productId: id, ...result } = JSON.parse(text) as Omit<SetResult, 'productId'> & { productId: string | null };
    return { ...result, productId: id === null ? null : productId.decode(id) };
  });

/** In the order of the ids; null where one is gone. */
export async function productsByIds(shop: ShopContext, ids: readonly (Types.ObjectId | null)[]): Promise<(Product | null)[]> {
  const found = await products.in(shop).find({ _id: { $in: ids.flatMap((id) => id ?? []) } });
  const byId = new Map(found.map((product) => [product._id.toHexString(), product]));
  return ids.map((id) => (id && byId.get(id.toHexString())) ?? null);
}

/** Removes a product with its stock; orders and the ledger keep what they say of it. Answers it as it was. @throws {NotFound} */
export async function deleteProduct(shop: ShopContext, id: string): Promise<Product> {
  const _id = productId.decode(id, ['product']);
  return transaction(shop, async (tx) => {
    const found = await products.in(tx).findOne({ _id });
    if (!found) throw new NotFound(id, ['product']);
    await products.in(tx).remove({ _id });
    await removeApart(tx, [_id]);
    await levels.in(tx).removeMany({ productId: _id });
    await takeOffShelves(tx, _id);
    await dropRedirects(tx, [_id]);
    await emit(tx, { type: 'product.deleted', subject: id, data: { handle: found.handle } });
    return found;
  });
}

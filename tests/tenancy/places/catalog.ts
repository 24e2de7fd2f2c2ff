import { createHash } from 'node:crypto';
import {
  attributeDefinitionId,
  categoryId,
  collectionId,
  createAttributeDefinition,
  createCategory,
  createCollection,
  productId,
} from '#commerce/catalog/index.js';
import { wantMedia } from '#commerce/files/index.js';
import { mediaFiles } from '#commerce/files/media.model.js';
import {
  bulkEditId,
  createDefaultLocation,
  createLocation,
  createProduct,
  editProducts,
  getLocation,
  locationId,
} from '#commerce/inventory/index.js';
import { createRedirect, redirectId } from '#commerce/redirects/index.js';
import { variantOf } from '#tests/support/shopping.js';
import { named, once } from '../once.js';
import type { Ground } from './ground.js';

/** Products, what orders them, and where they lie. */
export function catalogOn({ shop, mark, tenant }: Ground) {
  const picture = `https://${mark}.example/1.jpg`;

  const category = named(categoryId, async () => {
    const parent = await createCategory(shop, { title: `${mark} above` });
    return createCategory(shop, { title: mark, parent: categoryId.encode(parent._id) });
  });
  /** What may be deleted, or moved below the other. */
  const emptyCategory = named(categoryId, () => createCategory(shop, { title: `${mark} empty` }));

  const attribute = once(() => createAttributeDefinition(shop, { name: mark }));
  const attributeDefinition = named(attributeDefinitionId, attribute);

  const whole = once(async () =>
    createProduct(shop, {
      title: mark,
      categories: [await category()],
      attributes: [{ key: (await attribute()).key, value: mark }],
      handle: mark,
      source: 'shopify',
      externalId: mark,
      media: [{ url: picture }],
      variants: [{ sku: mark, price: { amount: '10', currency: 'CNY' }, available: 50 }],
    }),
  );
  const product = named(productId, whole);
  const variant = async () => variantOf(await whole()).id;
  /** The product's, as it is once it was fetched. */
  const media = once(async () => {
    await product();
    await wantMedia(shop, [picture]);
    const hash = createHash('sha256').update(mark).digest('hex');
    const there = { state: 'READY' as const, hash, contentType: 'image/jpeg', bytes: 1, width: 160, height: 160, widths: [160] };
    await mediaFiles.in(tenant.agency).set({ address: picture }, { $set: there });
    return hash;
  });
  const bulkEdit = named(bulkEditId, async () => (await editProducts(shop, [{ product: await product(), vendor: mark }])).bulkEdit!);

  const collection = named(collectionId, async () => createCollection(shop, { title: mark, handle: mark, products: [await product()] }));
  const ruledCollection = named(collectionId, async () => {
    const conditions = [{ field: 'CATEGORY' as const, relation: 'EQUALS' as const, value: await category() }];
    return createCollection(shop, { title: `${mark} by rules`, rules: { match: 'ALL', conditions } });
  });
  const redirect = named(redirectId, async () => {
    const made = await createRedirect(shop, { path: `/${mark}`, product: await product() });
    await createRedirect(shop, { path: `/${mark}/2`, collection: await collection() });
    return made;
  });

  const location = async () => locationId.encode((await getLocation(shop).catch(() => createDefaultLocation(shop)))._id);
  /** Nothing lies there. */
  const spareLocation = named(locationId, () => createLocation(shop, { name: mark }));

  return {
    category,
    emptyCategory,
    attributeDefinition,
    product,
    variant,
    media,
    bulkEdit,
    collection,
    ruledCollection,
    redirect,
    location,
    spareLocation,
  };
}
export type Catalog = ReturnType<typeof catalogOn>;

import type { Client } from 'urql';
import type { EditedVariantsQuery, EditedVariantsQueryVariables } from '../../../generated/graphql';
import { EditedProduct, EditedVariants, type ReadPicture, type ReadProduct, type ReadVariant } from './documents';
import type { PictureDraft, ProductDraft, VariantDraft } from './model';

/** Of the 1,000 points that one request may cost. */
const VARIANTS_AT_ONCE = 150;
/** Somebody saves it while its pages are read: it is read again. */
const MOST_TRIES = 3;

export interface LoadedProduct {
  id: string;
  revision: number;
  draft: ProductDraft;
  /** Collections that hold it by their rules: shown, not changed here. */
  byRule: readonly { id: string; title: string }[];
}

/** A product with all its variants, past the cache. Null for one that is not there. @throws {CombinedError} */
export async function loadProduct(client: Client, shop: string, product: string, tries = 1): Promise<LoadedProduct | null> {
  const head = await client.query(EditedProduct, { shop, product }, { requestPolicy: 'network-only' }).toPromise();
  if (head.error) throw head.error;
  const found = head.data?.shop?.product;
  if (!found) return null;
  const variants = await loadVariants(client, { shop, product, revision: found.revision });
  if (!variants) return null;
  if (variants === 'changed') return tries < MOST_TRIES ? loadProduct(client, shop, product, tries + 1) : null;
  const { nodes } = found.collections;
  return {
    id: found.id,
    revision: found.revision,
    draft: draftOf(found, variants),
    byRule: nodes.filter(({ rules }) => rules),
  };
}

interface Wanted {
  shop: string;
  product: string;
  revision: number;
}

/** All of them, page after page; `changed` where somebody saved the product meanwhile. */
async function loadVariants(client: Client, { shop, product, revision }: Wanted): Promise<ReadVariant[] | 'changed' | null> {
  const variants: ReadVariant[] = [];
  let after: string | null = null;
  do {
    const variables: EditedVariantsQueryVariables = { shop, product, first: VARIANTS_AT_ONCE, after };
    const { data, error } = await client.query(EditedVariants, variables, { requestPolicy: 'network-only' }).toPromise();
    if (error) throw error;
    const read: EditedVariantsQuery['shop'] = data?.shop ?? null;
    if (!read?.product) return null;
    if (read.product.revision !== revision) return 'changed';
    const { nodes, pageInfo } = read.product.variants;
    variants.push(...nodes);
    after = pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null;
  } while (after);
  return variants;
}

const draftOf = (product: ReadProduct, variants: readonly ReadVariant[]): ProductDraft => ({
  title: product.title,
  handle: product.handle,
  descriptionHtml: product.descriptionHtml,
  status: product.status,
  publishedAt: product.publishedAt ?? '',
  vendor: product.vendor ?? '',
  productType: product.productType ?? '',
  tags: product.tags,
  seoTitle: product.seo.title ?? '',
  seoDescription: product.seo.description ?? '',
  attributes: Object.fromEntries(product.attributes.map(({ key, value }) => [key, value])),
  categories: product.categories.map(({ id, path }) => ({ id, title: path.join(' › ') })),
  collections: product.collections.nodes.filter(({ rules }) => !rules).map(({ id, title }) => ({ id, title })),
  options: product.options.map(({ name, values }) => ({ name, values })),
  variants: variants.map(variantOf),
  pictures: product.media.map(pictureOf),
});

const variantOf = (variant: ReadVariant): VariantDraft => ({
  key: variant.id,
  id: variant.id,
  optionValues: variant.optionValues,
  price: variant.price.amount,
  compareAtPrice: variant.compareAtPrice?.amount ?? '',
  cost: variant.cost?.amount ?? '',
  sku: variant.sku ?? '',
  barcode: variant.barcode ?? '',
  available: variant.available === null || variant.available === undefined ? '' : String(variant.available),
  tracksInventory: variant.tracksInventory,
  taxClass: variant.taxClass ?? '',
  picture: variant.image?.url ?? '',
});

export const pictureOf = ({ url, alt, state, problem, sizes }: ReadPicture): PictureDraft => ({
  key: url,
  url,
  upload: '',
  alt: alt ?? '',
  preview: sizes.find(({ width }) => width >= 320)?.url ?? sizes.at(-1)?.url ?? '',
  state: state ?? 'WAITING',
  problem: problem ?? '',
});

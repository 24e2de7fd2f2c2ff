import type { ProductUpdateInput, VariantInput } from '../../../generated/graphql';
import { amountIn } from '../list/query-words';
import type { PictureDraft, ProductDraft, VariantDraft } from './model';

export interface ProductInput {
  input: ProductUpdateInput;
  /** The keys of the variants that `input.variants` names, in its order: the API's errors name a place. */
  variantKeys: readonly string[];
  /** The keys of the attributes, likewise. */
  attributeKeys: readonly string[];
}

const TEXTS = ['title', 'handle', 'descriptionHtml', 'status', 'vendor', 'productType'] as const;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What is to be said to the API: of a product that is there only what differs from `before`. */
export function inputOf(before: ProductDraft | null, now: ProductDraft, currency: string): ProductInput {
  const input: ProductUpdateInput = {};
  for (const field of TEXTS) if (before ? now[field] !== before[field] : now[field] !== '') Object.assign(input, { [field]: now[field] });
  if (now.publishedAt !== (before?.publishedAt ?? '')) input.publishedAt = now.publishedAt || null;
  if (!same(before?.tags ?? [], now.tags)) input.tags = [...now.tags];
  if (now.seoTitle !== (before?.seoTitle ?? '') || now.seoDescription !== (before?.seoDescription ?? ''))
    input.seo = { title: now.seoTitle, description: now.seoDescription };
  if (!same(ids(before?.categories ?? []), ids(now.categories))) input.categories = ids(now.categories);
  const attributes = Object.entries(now.attributes).filter(([, value]) => value !== '');
  if (
    !same(
      Object.entries(before?.attributes ?? {}).filter(([, value]) => value !== ''),
      attributes,
    )
  )
    input.attributes = attributes.map(([key, value]) => ({ key, value }));
  if (!same((before?.pictures ?? []).map(said), now.pictures.map(said))) input.media = now.pictures.map(said);
  const { variants, keys } = variantsOf(before, now, currency);
  if (!same(before?.options ?? [], now.options)) input.options = now.options.map(({ name, values }) => ({ name, values: [...values] }));
  if (variants.length > 0) input.variants = variants;
  if (before && variants.length > 0 && sameSet(before, now)) input.keepOtherVariants = true;
  return { input, variantKeys: keys, attributeKeys: attributes.map(([key]) => key) };
}

/** Whether there is anything to save, the collections apart. */
export const isEmpty = ({ input }: ProductInput): boolean => Object.keys(input).length === 0;

const ids = (list: readonly { id: string }[]): string[] => list.map(({ id }) => id);

const said = ({ url, upload, alt }: PictureDraft) => ({ ...(upload ? { upload } : { url }), alt });

/** The same variants in the same order, under the same options. */
const sameSet = (before: ProductDraft, now: ProductDraft): boolean =>
  same(before.options, now.options) &&
  same(
    before.variants.map(({ id }) => id),
    now.variants.map(({ id }) => id),
  );

function variantsOf(before: ProductDraft | null, now: ProductDraft, currency: string): { variants: VariantInput[]; keys: string[] } {
  const known = new Map((before?.variants ?? []).map((variant) => [variant.key, variant]));
  const pictures = new Map(now.pictures.map((picture) => [picture.key, picture]));
  const changed = now.variants.map((variant) => variantOf(known.get(variant.key), variant, pictures, currency));
  const whole = !before || !sameSet(before, now);
  const named = changed.flatMap((variant, at) =>
    whole || Object.keys(variant).length > 1 ? [{ variant, key: now.variants[at]!.key }] : [],
  );
  return { variants: named.map(({ variant }) => variant), keys: named.map(({ key }) => key) };
}

/** `{ id }` alone where nothing differs. */
function variantOf(
  before: VariantDraft | undefined,
  now: VariantDraft,
  pictures: ReadonlyMap<string, PictureDraft>,
  currency: string,
): VariantInput {
  const differs = (field: keyof VariantDraft) => !before || !same(before[field], now[field]);
  const money = (text: string) => (text.trim() ? { amount: amountIn(text), currency } : null);
  const { upload = '', url = now.picture } = pictures.get(now.picture) ?? {};
  return {
    ...(now.id ? { id: now.id } : {}),
    ...(differs('optionValues') ? { optionValues: [...now.optionValues] } : {}),
    ...(differs('price') ? { price: money(now.price) ?? { amount: '', currency } } : {}),
    ...(differs('compareAtPrice') && (before || now.compareAtPrice) ? { compareAtPrice: money(now.compareAtPrice) } : {}),
    ...(differs('cost') && (before || now.cost) ? { cost: money(now.cost) } : {}),
    ...(differs('sku') ? { sku: now.sku.trim() } : {}),
    ...(differs('barcode') ? { barcode: now.barcode.trim() } : {}),
    ...(differs('taxClass') ? { taxClass: now.taxClass || null } : {}),
    ...(differs('tracksInventory') ? { tracksInventory: now.tracksInventory } : {}),
    ...(differs('picture') ? (upload ? { imageUpload: upload } : { image: url || null }) : {}),
    ...(!now.id && now.tracksInventory && now.available.trim() ? { available: Number(now.available) } : {}),
  };
}

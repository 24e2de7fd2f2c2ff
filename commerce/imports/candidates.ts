import { type Fresh, MOST_CATEGORIES, MOST_CATEGORY_DEPTH, products, type SetProduct } from '#commerce/catalog/index.js';
import { noteMedia, ownAddresses, uploadAddress } from '#commerce/files/index.js';
import { flatMapInBreaths } from '#platform/breaths.js';
import { UserError } from '#platform/errors.js';
import { toMinorUnits } from '#platform/money.js';
import { knownTaxClasses, type ShopContext, shopSettings } from '#tenants/index.js';
import { columnNameOf } from './formats/index.js';
import type { Import } from './import.model.js';
import type { CanonicalProduct, CanonicalVariant, RowProblem } from './reading/canonical.js';
import { type Named, type References, referencesOf } from './references.js';
import type { Source } from './source.model.js';

/** A product of the file on its way into this shop: some variants may have been left behind. */
export interface Candidate {
  product: CanonicalProduct;
  item: SetProduct;
  /** The variants that are in `item`, in its order. */
  variants: readonly CanonicalVariant[];
  /** Of the file's words; null where some of them are not in `item`. */
  digest: string | null;
  /** What `item` makes in a shop that has no such product. */
  fresh?: Fresh | undefined;
}

/** A product of a part, as it was read. */
export interface ReadLine {
  product: CanonicalProduct;
  digest: string;
}

/** Finds out what products name of categories and attributes. */
export type Refer = (shop: ShopContext, products: readonly CanonicalProduct[]) => Promise<References>;

type PricedVariant = NonNullable<SetProduct['variants']>[number];

/** A price list names products by SKU alone. */
export const isNameless = ({ externalId, handle, title }: CanonicalProduct): boolean => !externalId && !handle && !title;

/** What a shop makes of the products of a part before anything is written: amounts in its currency, its own categories and attributes. */
export async function candidatesFrom(
  shop: ShopContext,
  current: Import,
  source: Source,
  read: readonly ReadLine[],
  refer: Refer = referencesOf,
): Promise<{ candidates: Candidate[]; problems: RowProblem[]; named: Named }> {
  const references = await refer(
    shop,
    read.map(({ product }) => product),
  );
  const problems: RowProblem[] = [];
  const tell = (problem: RowProblem) => void problems.push(problem);
  const taxClasses = knownTaxClasses(await shopSettings(shop));
  const addressOf = await picturesOf(shop, current, read);
  const making = { shop, current, source, references, taxClasses, addressOf, tell };
  const candidates = await flatMapInBreaths(read, (line) => candidateOf(making, line) ?? []);
  return { candidates: await joined(shop, candidates), problems, named: references.named };
}

interface Making {
  shop: ShopContext;
  current: Import;
  source: Source;
  references: References;
  taxClasses: ReadonlySet<string>;
  /** What a product keeps of a picture of the file. */
  addressOf(picture: string): string;
  tell(problem: RowProblem): void;
}

/** A variant whose price does not fit stays behind. Null where none is left. */
function candidateOf(making: Making, { product, digest }: ReadLine): Candidate | null {
  if (!product.variants) return { product, item: itemOf(making, product), variants: [], digest };
  const refused: RowProblem[] = [];
  const [fitting, priced]: [CanonicalVariant[], PricedVariant[]] = [[], []];
  for (const variant of product.variants) {
    try {
      priced.push(pricedIn(making, product, variant));
      fitting.push(variant);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const { code, message, field } = error;
      refused.push({ row: variant.row, column: columnNameOf(making.source, field), code, message, ...blamedIn(variant, error) });
    }
  }
  for (const problem of refused) making.tell(problem);
  if (fitting.length === 0 && refused.length > 0) {
    for (const problem of restOf(product, refused)) making.tell(problem);
    return null;
  }
  const strange = fitting.filter((variant) => isStrange(making, variant));
  for (const variant of strange) making.tell(taxClassUnknown(making, variant));
  const whole = refused.length > 0 ? { ...product, partial: true } : product;
  const item = itemOf(making, whole);
  item.variants = priced;
  if (whole.partial || isNameless(product)) item.keepOtherVariants = true;
  return {
    product: whole,
    item,
    variants: fitting,
    digest: refused.length + strange.length > 0 ? null : digest,
  };
}

/** Of a price in another currency the currency too: the digits alone are not to blame. */
function blamedIn(variant: CanonicalVariant, { code, field }: UserError): { value?: string } {
  if (code !== 'CURRENCY_MISMATCH') return valueIn(variant, field);
  return { value: [variant.price, variant.currency].filter(Boolean).join(' ').slice(0, MOST_VALUE) };
}

const isStrange = ({ taxClasses }: Making, { taxClass }: CanonicalVariant): boolean => Boolean(taxClass) && !taxClasses.has(taxClass!);

const taxClassUnknown = ({ source, taxClasses }: Making, { row, taxClass }: CanonicalVariant): RowProblem => ({
  row,
  column: columnNameOf(source, ['taxClass']),
  code: 'TAX_CLASS_UNKNOWN',
  message: `The shop has no tax class ${taxClass}, only ${[...taxClasses].join(', ')}: the variant goes in at the standard rate`,
  value: taxClass!.slice(0, MOST_VALUE),
  kept: true,
});

/** @throws {UserError} INVALID_AMOUNT, CURRENCY_MISMATCH, in the variant's own field */
function pricedIn(making: Making, product: CanonicalProduct, variant: CanonicalVariant): PricedVariant {
  const { shop, current, addressOf } = making;
  const { row: _row, currency, image, available, availableWas, optionValues, price, compareAtPrice, cost, ...same } = variant;
  if (currency && currency !== shop.currency) {
    throw new UserError('CURRENCY_MISMATCH', `The price is in ${currency}, and the shop sells in ${shop.currency}`, ['price']);
  }
  const minor = (decimal: string, field: string) => toMinorUnits(decimal, shop.currency, [field]);
  const priced: PricedVariant = isStrange(making, variant) ? { ...same, taxClass: null } : same;
  if (optionValues && saysOptions(current, product, variant)) priced.optionValues = optionValues;
  // One that the product does not have would be refused, and its variant with it.
  const shown = image && addressOf(image);
  if (shown !== undefined && (product.media?.some(({ url }) => addressOf(url) === shown) ?? true)) priced.image = shown;
  if (price !== undefined) priced.price = minor(price, 'price');
  if (compareAtPrice !== undefined) priced.compareAtPrice = compareAtPrice === null ? null : minor(compareAtPrice, 'compareAtPrice');
  if (cost !== undefined) priced.cost = cost === null ? null : minor(cost, 'cost');
  // What was exported and came back as it was says nothing of how many there are by now.
  if (available !== undefined && available !== availableWas) {
    priced.available = available;
    if (availableWas !== undefined) priced.availableWas = availableWas;
  }
  return priced;
}

/** A table of prices has no columns of options: a variant that its SKU names keeps those it has. */
const saysOptions = ({ options: { only } }: Import, product: CanonicalProduct, { sku, id, optionValues }: CanonicalVariant): boolean =>
  optionValues !== undefined &&
  (optionValues.length > 0 || !(sku || id) || !(isNameless(product) || (only !== null && !only.includes('VARIANTS'))));

function itemOf({ addressOf, references, tell }: Making, product: CanonicalProduct): SetProduct {
  const {
    id: _id,
    rows,
    partial: _partial,
    variants: _variants,
    redirectFrom: _redirectFrom,
    media,
    categories,
    attributes,
    publishedAt,
    ...same
  } = product;
  const item: SetProduct = publishedAt === undefined ? same : { ...same, publishedAt: publishedAt && new Date(publishedAt) };
  if (media) item.media = media.map(({ url, alt }) => ({ url: addressOf(url), alt }));
  const lost = (code: string, message: string) => tell({ row: rows[0]!, column: '', code, message, kept: true });
  if (categories) {
    const ids = categories.map(references.categoryAt);
    if (ids.some((id) => id === null))
      lost(
        'CATEGORIES_LIMIT',
        `A shop has at most ${MOST_CATEGORIES} categories, at most ${MOST_CATEGORY_DEPTH} deep: the product goes in without one that is too many or too deep`,
      );
    item.categories = [...new Set(ids.flatMap((id) => id ?? []))];
  }
  if (attributes) {
    const keyed = attributes.map(({ name, value }) => ({ key: references.attributeNamed(name), value }));
    if (keyed.some(({ key }) => key === null))
      lost('ATTRIBUTES_LIMIT', 'The shop has as many attributes as there may be: the product goes in without some');
    item.attributes = [...new Map(keyed.flatMap(({ key, value }) => (key ? [[key, value] as const] : []))).entries()].map(
      ([key, value]) => ({ key, value }),
    );
  }
  return item;
}

/** What a shop exported comes back with the addresses that we gave out: they stand for the pictures that its products keep. */
async function picturesOf(shop: ShopContext, current: Import, read: readonly ReadLine[]): Promise<Making['addressOf']> {
  const named = read.flatMap(({ product: { media = [], variants = [] } }) => [
    ...media.map(({ url }) => url),
    ...variants.flatMap(({ image }) => image ?? []),
  ]);
  const packed = named.filter(isPacked).map((picture) => addressIn(current, picture));
  if (!current.options.dryRun) await noteMedia(shop, packed);
  const ours = await ownAddresses(shop, named);
  return (picture) => ours.get(picture) ?? addressIn(current, picture);
}

const isPacked = (picture: string): boolean => picture.startsWith('zip:');

/** A picture of the uploaded archive is known to the media by its upload and its path there. */
const addressIn = ({ uploadId }: Import, url: string): string =>
  isPacked(url) ? uploadAddress({ _id: uploadId }, url.slice('zip:'.length)) : url;

/** Rows of a price list that mean one product of the shop are one change of it. */
async function joined(shop: ShopContext, candidates: readonly Candidate[]): Promise<Candidate[]> {
  const nameless = candidates.filter(({ product }) => isNameless(product));
  if (nameless.length < 2) return [...candidates];
  const skus = nameless.flatMap(({ variants }) => variants.flatMap(({ sku }) => sku ?? []));
  const there = await products.in(shop).find({ skus: { $in: skus } }, { fields: ['skus'] });
  const holders = new Map(there.flatMap((product) => (product.skus ?? []).map((sku) => [sku, product._id.toHexString()] as const)));
  const firsts = new Map<string, Candidate>();
  return candidates.flatMap((candidate) => {
    const holder = isNameless(candidate.product) ? holders.get(candidate.variants[0]?.sku ?? '') : undefined;
    const first = holder && firsts.get(holder);
    if (!first) {
      if (holder) firsts.set(holder, candidate);
      return [candidate];
    }
    first.product = { ...first.product, rows: [...first.product.rows, ...candidate.product.rows] };
    first.variants = [...first.variants, ...candidate.variants];
    first.digest = null;
    Object.assign(first.item, candidate.item, { variants: [...first.item.variants!, ...(candidate.item.variants ?? [])] });
    return [];
  });
}

/** The other rows of a product that does not go in. */
export function restOf(product: CanonicalProduct, told: readonly RowProblem[]): RowProblem[] {
  const rows = new Set(told.map(({ row }) => row));
  const message = 'The row belongs to a product that was rejected';
  return product.rows.filter((row) => !rows.has(row)).map((row) => ({ row, column: '', code: 'PRODUCT_REJECTED', message }));
}

const MOST_VALUE = 200;

/** What stands in the field that a refusal names. */
export function valueIn(holder: object, [field = '']: readonly string[]): { value?: string } {
  const value = (holder as Record<string, unknown>)[field];
  return typeof value === 'string' || typeof value === 'number' ? { value: String(value).slice(0, MOST_VALUE) } : {};
}

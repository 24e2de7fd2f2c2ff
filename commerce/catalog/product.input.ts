import { z } from 'zod';
import { MOST_MINOR_UNITS } from '#platform/money.js';
import { inShopCurrency, type ShopContext } from '#tenants/index.js';
import { MOST_OPTIONS, MOST_VARIANTS } from './limits.js';
import { isPercent } from './price-change.js';
import { PRODUCT_STATUSES } from './product.model.js';

const text = (most: number) => z.string().trim().max(most);
const unique = (values: readonly string[]) => new Set(values).size === values.length;

const MinorUnits = z.int().min(0).max(MOST_MINOR_UNITS);
const Money = z.object({ amount: z.string(), currency: z.string() });

/** From outside a picture is at an address of the web, or a file that was handed in; our own addresses of files are written by us alone. */
const WEB = /^https?:\/\//i;
const WEB_OR_OURS = /^(https?:\/\/|upload:)/i;
const NO_ADDRESS = 'takes an http or https address';

const alt = text(500).nullish();
const address = (fits: RegExp) => z.string().max(2000).regex(fits, NO_ADDRESS);
const Media = z.object({ url: address(WEB_OR_OURS), alt });
const GivenMedia = z
  .object({ url: address(WEB).nullish(), upload: z.string().nullish(), alt })
  .refine(({ url, upload }) => (url == null) !== (upload == null), 'takes a picture by its url or its upload, one of the two');

const percent = z.string().refine(isPercent, 'takes a percentage from -100 to 1000 with at most 4 places');
const TagsChange = { tagsAdd: z.array(text(255)).max(250).optional(), tagsRemove: z.array(text(255)).max(250).optional() };

function fields<Price extends z.ZodType, Picture extends z.ZodType>(price: Price, picture: Picture, fits: RegExp) {
  const variant = z.object({
    /** Of a variant that the product has, where neither SKU nor option values tell which is meant. */
    id: z.string().nullish(),
    title: text(255).nullish(),
    sku: text(100).nullish(),
    barcode: text(100).nullish(),
    price: price.optional(),
    compareAtPrice: price.nullish(),
    cost: price.nullish(),
    optionValues: z.array(text(255).min(1)).max(MOST_OPTIONS).optional(),
    weightGrams: z.int().min(0).max(100_000_000).nullish(),
    taxClass: text(40).nullish(),
    /** The address of one of the product's media. */
    image: z
      .string()
      .max(2000)
      .refine((text) => text === '' || fits.test(text), NO_ADDRESS)
      .nullish(),
    /** In place of its address: an upload that the product's media name. */
    imageUpload: z.string().nullish(),
    tracksInventory: z.boolean().optional(),
    /** Pieces at the default location. */
    available: z.int().min(0).max(1_000_000_000).optional(),
    /** What `available` was when somebody began to change it: only the difference is applied, to whatever is there by now. */
    availableWas: z.int().min(0).max(1_000_000_000).optional(),
  });
  const option = z.object({
    name: text(100).min(1),
    values: z.array(text(255).min(1)).max(2048).refine(unique, 'names a value twice').optional(),
  });
  return z.object({
    source: z
      .string()
      .regex(/^[a-z0-9_-]{1,40}$/, 'takes small letters, digits, _ and -')
      .optional(),
    externalId: text(255).min(1).optional(),
    title: text(255).min(1).optional(),
    handle: text(255).min(1).optional(),
    descriptionHtml: z.string().max(500_000).nullish(),
    status: z.enum(PRODUCT_STATUSES).optional(),
    vendor: text(255).nullish(),
    productType: text(255).nullish(),
    tags: z.array(text(255)).max(250).optional(),
    publishedAt: z.coerce.date().nullish(),
    /** Public ids. */
    categories: z.array(z.string()).max(50).optional(),
    attributes: z
      .array(z.object({ key: text(64).min(1), value: text(5000) }))
      .max(250)
      .refine((attributes) => unique(attributes.map(({ key }) => key)), 'names an attribute twice')
      .optional(),
    options: z
      .array(option)
      .max(MOST_OPTIONS)
      .refine((options) => unique(options.map(({ name }) => name)), 'names an option twice')
      .optional(),
    variants: z.array(variant).max(MOST_VARIANTS).optional(),
    /** Variants that the product has and `variants` does not name stay. */
    keepOtherVariants: z.boolean().optional(),
    media: z.array(picture).max(250).optional(),
    seo: z.object({ title: text(255).nullish(), description: text(1000).nullish() }).optional(),
    /** Of a product that exists: another revision refuses the item. */
    expectedRevision: z.int().nullish(),
  });
}

/**
 * One product as setProducts takes it: amounts in minor units. What is left out stays as it is on a product that exists;
 * a list that is given replaces the whole list. A new product needs a title, a new variant a price.
 */
export const SetProduct = fields(MinorUnits, Media, WEB_OR_OURS)
  .extend({
    ...TagsChange,
    /** Of every variant that the product has. */
    priceChange: z.union([z.object({ percent }), z.object({ minor: z.int() })]).optional(),
  })
  .refine(({ source, externalId }) => !externalId || source, {
    path: ['source'],
    message: 'is missing: externalId is an id in a source',
  });
export type SetProduct = z.input<typeof SetProduct>;
export type ReadProduct = z.output<typeof SetProduct>;

/** The same as the API takes it, with Money and uploads. */
const priced = fields(Money, GivenMedia, WEB);
/** For what exists already. */
export const ProductChange = priced.omit({ source: true, externalId: true });
export type ProductChange = z.input<typeof ProductChange>;
/** One of many. */
export const ProductEdit = ProductChange.extend({
  product: z.string(),
  ...TagsChange,
  priceChange: z.union([z.object({ percent }), z.object({ amount: z.string() })]).nullish(),
});
export const SetPricedProduct = priced;
export type SetPricedProduct = z.input<typeof SetPricedProduct>;
export const NewProduct = priced.extend({ title: text(255).min(1) });
export type NewProduct = z.input<typeof NewProduct>;

/** The addresses that products keep of the pictures that items name. */
export interface PictureAddresses {
  /** Of an upload that an item names in this field. @throws {UserError} NOT_FOUND, UPLOAD_EMPTY */
  ofUpload(upload: string, field: readonly string[]): string;
  ofUrl(url: string): string;
}

/** As setProducts takes it. @throws {UserError} CURRENCY_MISMATCH, INVALID_AMOUNT, and as `addresses` */
export function inMinorUnits(shop: ShopContext, input: z.output<typeof SetPricedProduct>, addresses: PictureAddresses): SetProduct {
  const { variants, media, ...rest } = input;
  return {
    ...rest,
    ...(media
      ? {
          media: media.map(({ url, upload, alt: text }, at) => ({
            url: url == null ? addresses.ofUpload(upload!, ['media', String(at), 'upload']) : addresses.ofUrl(url),
            ...(text === undefined ? {} : { alt: text }),
          })),
        }
      : {}),
    ...(variants ? { variants: variants.map((variant, at) => pricedVariant(shop, variant, at, addresses)) } : {}),
  };
}

type PricedVariant = NonNullable<z.output<typeof SetPricedProduct>['variants']>[number];

function pricedVariant(
  shop: ShopContext,
  { price, compareAtPrice, cost, image, imageUpload, ...variant }: PricedVariant,
  at: number,
  { ofUrl, ofUpload }: PictureAddresses,
): NonNullable<SetProduct['variants']>[number] {
  const minor = (money: z.output<typeof Money>, name: string) => inShopCurrency(shop, money, ['variants', String(at), name]);
  return {
    ...variant,
    ...(image === undefined ? {} : { image: image && ofUrl(image) }),
    ...(imageUpload ? { image: ofUpload(imageUpload, ['variants', String(at), 'imageUpload']) } : {}),
    ...(price ? { price: minor(price, 'price') } : {}),
    ...(compareAtPrice === undefined ? {} : { compareAtPrice: compareAtPrice && minor(compareAtPrice, 'compareAtPrice') }),
    ...(cost === undefined ? {} : { cost: cost && minor(cost, 'cost') }),
  };
}

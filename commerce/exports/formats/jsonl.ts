import type { Variant } from '#commerce/catalog/index.js';
import type { Exported, ExportFormat } from '../exported.js';

/** One product a line, with all that the catalog says of it, as the import format of the same name takes it. */
export const jsonl: ExportFormat = {
  contentType: 'application/jsonl; charset=utf-8',
  ending: '.jsonl',
  begin: () => ({ head: '', write: (one) => `${JSON.stringify(productOf(one))}\n` }),
};

function productOf(one: Exported): object {
  const { source, externalId, title, handle, descriptionHtml, status, publishedAt, vendor, productType, tags } = one.product;
  const { options, variants, media, seo, attributes } = one.product;
  return {
    ...(externalId ? { source, externalId } : {}),
    ...{ title, handle, descriptionHtml, status, publishedAt, vendor, productType, tags, options },
    variants: variants.map((variant) => variantOf(one, variant)),
    media: media.map(({ url, alt }) => ({ url: one.addressOf(url), alt })),
    seo: { title: seo.title, description: seo.description },
    categories: one.categories.map((path) => path.map((name) => ({ title: name }))),
    attributes: attributes.map(({ key, value }) => ({ name: one.attributeNamed(key), value })),
  };
}

function variantOf({ decimal, availableOf, addressOf }: Exported, variant: Variant): object {
  const { sku, barcode, price, compareAtPrice, cost, optionValues, weightGrams, taxClass, image, tracksInventory } = variant;
  const amount = (minorUnits: number | null) => (minorUnits === null ? null : decimal(minorUnits));
  const available = availableOf(variant);
  return {
    ...{ sku, barcode, price: decimal(price), compareAtPrice: amount(compareAtPrice), cost: amount(cost), optionValues, weightGrams },
    ...{ taxClass, tracksInventory },
    ...(available === null ? {} : { available }),
    ...(image === null ? {} : { image: addressOf(image) }),
  };
}

import type { ReadProduct } from '#commerce/catalog/index.js';
import { UserError } from '#platform/errors.js';
import { getShop, knownTaxClasses, type ShopContext } from '#tenants/index.js';

/** Refuses an item whose variants name a tax class that the shop does not have. @throws {UserError} INVALID_INPUT */
export type TaxClassCheck = (item: ReadProduct) => ReadProduct;

/** For items as the API takes them, not yet read. The shop is asked only where one of them names a class. */
export async function taxClassCheck(shop: ShopContext, items: readonly unknown[]): Promise<TaxClassCheck> {
  if (!items.some(namesClass)) return (item) => item;
  const known = knownTaxClasses((await getShop(shop)).settings);
  return (item) => {
    for (const [at, { taxClass }] of (item.variants ?? []).entries()) {
      if (!taxClass || known.has(taxClass)) continue;
      const field = ['variants', String(at), 'taxClass'];
      throw new UserError(
        'INVALID_INPUT',
        `${field.join('.')}: the shop has no tax class ${taxClass}, only ${[...known].join(', ')}`,
        field,
      );
    }
    return item;
  };
}

function namesClass(item: unknown): boolean {
  const { variants } = (item ?? {}) as { variants?: unknown };
  return Array.isArray(variants) && variants.some((variant) => Boolean((variant as { taxClass?: unknown } | null)?.taxClass));
}

import type { ShopSettings } from './shop.model.js';

/** The tax class of goods that bear no tax; every shop has it. */
export const EXEMPT = 'exempt';

type Taxing = Pick<ShopSettings, 'tax' | 'taxClasses'>;

/** The classes that a variant may name; one that names none is taxed at the standard rate. */
export const knownTaxClasses = ({ taxClasses }: Pick<ShopSettings, 'taxClasses'>): ReadonlySet<string> =>
  new Set([EXEMPT, ...(taxClasses ?? []).map(({ id }) => id)]);

/** In basis points. A class that the shop does not have, or has no more, is the standard one. */
export function taxRateOf({ tax, taxClasses }: Taxing, taxClass: string | null): number {
  if (taxClass === EXEMPT) return 0;
  return taxClasses?.find(({ id }) => id === taxClass)?.rate ?? tax.rate;
}

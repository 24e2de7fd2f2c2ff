import { UserError } from '#platform/errors.js';
import { allocate, MOST_MINOR_UNITS } from '#platform/money.js';
import type { ShippingMethod, ShopSettings, TaxMode } from '#tenants/index.js';

/** What this many units of a line were given of its discount and tax: a refund of k units takes the first k, to the cent. */
export interface UnitShare {
  quantity: number;
  /** Minor units, for each one. */
  discount: number;
  tax: number;
}

/** All amounts in minor units of one currency. */
export interface ToPrice {
  lines: readonly { price: number; quantity: number /** In basis points; left out: the standard rate. */; taxRate?: number }[];
  /** Taken off the goods together; more than they cost takes off what they cost. */
  discount?: number;
  shipping: number;
  tax: ShopSettings['tax'];
}

interface PricedLine {
  discount: number;
  tax: number;
  /** In basis points. */
  taxRate: number;
  units: UnitShare[];
}

export interface Prices {
  /** In the order of what was given. */
  lines: PricedLine[];
  subtotal: number;
  discount: number;
  shipping: number;
  /** In the prices where the mode is INCLUDED, on top of them where it is EXCLUDED; `shippingTax` is part of it. */
  tax: number;
  shippingTax: number;
  total: number;
  taxMode: TaxMode;
  /** The standard rate, which shipping is taxed at. In basis points. */
  taxRate: number;
}

const BASIS_POINTS = 10_000;

/**
 * What an order costs. Tax is rounded once for each rate, half up, on all that is taxed at it, and then handed out: to lines and shipping
 * in proportion, to the units of a line one minor unit apart at most. So lines add up to the order and units to their line, exactly.
 * @throws {UserError} INVALID_AMOUNT where it comes to more than can be charged
 */
export function priceOrder({ lines, discount: wanted = 0, shipping, tax: { mode, rate, shipping: shippingIsTaxed } }: ToPrice): Prices {
  const amounts = lines.map(({ price, quantity }) => price * quantity);
  const subtotal = sum(amounts);
  if (subtotal + shipping > MOST_MINOR_UNITS)
    throw new UserError('INVALID_AMOUNT', 'The order comes to more than can be charged', ['lines']);
  const discount = Math.min(wanted, subtotal);
  const discounts = allocate(discount, amounts);
  const taxed = [...amounts.map((amount, at) => amount - discounts[at]!), shippingIsTaxed ? shipping : 0];
  const rates = [...lines.map(({ taxRate = rate }) => taxRate), rate];
  const taxes = taxesOn(taxed, rates, mode);
  const tax = sum(taxes);
  return {
    lines: lines.map(({ quantity }, at) => ({
      discount: discounts[at]!,
      tax: taxes[at]!,
      taxRate: rates[at]!,
      units: unitShares(quantity, discounts[at]!, taxes[at]!),
    })),
    subtotal,
    discount,
    shipping,
    tax,
    shippingTax: taxes.at(-1)!,
    total: subtotal - discount + shipping + (mode === 'EXCLUDED' ? tax : 0),
    taxMode: mode,
    taxRate: rate,
  };
}

/** What each amount bears, all of one rate taxed together. */
function taxesOn(amounts: readonly number[], rates: readonly number[], mode: TaxMode): number[] {
  const taxes = amounts.map(() => 0);
  for (const rate of new Set(rates)) {
    const places = amounts.flatMap((_amount, at) => (rates[at] === rate ? [at] : []));
    const together = places.map((at) => amounts[at]!);
    const shares = allocate(taxOn(sum(together), mode, rate), together);
    for (const [index, at] of places.entries()) taxes[at] = shares[index]!;
  }
  return taxes;
}

/** Half up. In whole numbers throughout: an amount times 10,000 may pass 2^53. */
function taxOn(amount: number, mode: TaxMode, rate: number): number {
  const whole = BigInt(mode === 'INCLUDED' ? BASIS_POINTS + rate : BASIS_POINTS);
  return Number((2n * BigInt(amount) * BigInt(rate) + whole) / (2n * whole));
}

/** As `allocate` over equal units would give, without a list of 9,999: the first units carry what does not divide. */
function unitShares(quantity: number, discount: number, tax: number): UnitShare[] {
  const [moreDiscount, moreTax] = [discount % quantity, tax % quantity];
  const cuts = [...new Set([0, moreDiscount, moreTax, quantity])].sort((a, b) => a - b);
  return cuts.slice(1).map((end, at) => ({
    quantity: end - cuts[at]!,
    discount: Math.floor(discount / quantity) + (end <= moreDiscount ? 1 : 0),
    tax: Math.floor(tax / quantity) + (end <= moreTax ? 1 : 0),
  }));
}

const sum = (amounts: readonly number[]): number => amounts.reduce((all, one) => all + one, 0);

/** The methods that deliver to a country, in the merchant's order. Without a country: those that deliver everywhere. */
export const shippingMethodsTo = (settings: ShopSettings, country: string | null): ShippingMethod[] =>
  settings.shippingMethods.filter(({ countries }) => countries.length === 0 || (country !== null && countries.includes(country)));

/** Minor units, for goods that come to `subtotal`. */
export const shippingPrice = ({ price, freeFrom }: ShippingMethod, subtotal: number): number =>
  freeFrom !== null && subtotal >= freeFrom ? 0 : price;

/**
 * The method that an order is sent by: the one asked for, else the merchant's first that delivers there. Null in a shop without any.
 * @throws {UserError} SHIPPING_UNAVAILABLE
 */
export function chooseShipping(settings: ShopSettings, country: string | null, wanted: string | null): ShippingMethod | null {
  const methods = shippingMethodsTo(settings, country);
  const chosen = wanted === null ? methods[0] : methods.find(({ id }) => id === wanted);
  if (chosen) return chosen;
  if (wanted === null && settings.shippingMethods.length === 0) return null;
  const where = country === null ? 'without an address' : `to ${country}`;
  throw new UserError(
    'SHIPPING_UNAVAILABLE',
    wanted === null ? `The shop does not deliver ${where}` : `There is no shipping method ${wanted} that delivers ${where}`,
    wanted === null ? ['shippingAddress'] : ['shippingMethod'],
  );
}

import { isCurrency } from '#platform/money.js';
import { BadCell, type Cells, decimalOf, short } from './cells.js';

export interface Amount {
  /** A plain decimal. */
  amount: string;
  /** Where the text names one by its code. */
  currency?: string;
}

const CODE = /(?<![A-Z])[A-Z]{3}(?![A-Z])/i;
const SIGNS = /(?:US|HK|NT|CA|AU|[CAS])?\$|[¥€£₩₹]|人民币|元|圆/gi;

/** `1,299.00`, `12,50 €`, `¥１２.５`, `12.50元`, `USD 15.00`; null for what is no amount. */
export function readAmount(text: string): Amount | null {
  const plain = text.normalize('NFKC').trim();
  const code = CODE.exec(plain)?.[0].toUpperCase().replace('RMB', 'CNY');
  const known = code !== undefined && isCurrency(code);
  const digits = (known ? plain.replace(CODE, '') : plain).replace(SIGNS, '').replace(/[\s'’]/g, '');
  const amount = decimalOf(digits);
  return amount === null ? null : { amount, ...(known ? { currency: code } : {}) };
}

/** Undefined for an empty cell and for a column that the file has not. @throws {BadCell} PRICE_INVALID */
export function amountIn<Column extends string>(cells: Cells<Column>, column: Column): Amount | undefined {
  const text = cells.text(column);
  if (!text) return undefined;
  const read = readAmount(text);
  if (!read) throw new BadCell(column, 'PRICE_INVALID', `${short(text)} is not a price: write digits with a point, like 19.99`);
  return read;
}

export interface Asked {
  price?: string;
  compareAtPrice?: string | null;
  currency?: string;
}

/** What is asked where a product has a usual price and may be on sale. Neither given: the file says nothing. */
export function askedPrice(usual: Amount | undefined, sale: Amount | undefined): Asked {
  const now = sale ?? usual;
  if (!now) return {};
  const lowered = sale && usual && Number(sale.amount) < Number(usual.amount);
  return {
    price: now.amount,
    compareAtPrice: lowered ? usual.amount : null,
    ...(now.currency ? { currency: now.currency } : {}),
  };
}

import { UserError } from '#platform/errors.js';
import { MOST_MINOR_UNITS } from '#platform/money.js';

/** A price that follows from the one before. */
export type PriceChange =
  /** A decimal as text: `-12.5`. */
  | { percent: string }
  /** Minor units, below zero what is taken off. */
  | { minor: number };

const PERCENT = /^(-?)(\d{1,4})(?:\.(\d{1,4}))?$/;
/** A percentage is counted in these: four places, as many as it may have. */
const PLACES = 4;
const WHOLE = 100n * 10n ** BigInt(PLACES);
const MOST = 1000n * 10n ** BigInt(PLACES);

/** `-12.5` → -125000n, by text alone. Null for what is none, or beyond -100 and 1000. */
function tenThousandths(percent: string): bigint | null {
  const [, sign, whole, fraction = ''] = PERCENT.exec(percent.trim()) ?? [];
  if (whole === undefined) return null;
  const size = BigInt(whole + fraction.padEnd(PLACES, '0'));
  if (size > (sign ? WHOLE : MOST)) return null;
  return sign ? -size : size;
}

export const isPercent = (text: string): boolean => tenThousandths(text) !== null;

/** In minor units, rounded half up. @throws {UserError} INVALID_AMOUNT below nothing, and for more than can be charged */
export function changedPrice(price: number, change: PriceChange): number {
  const after =
    'minor' in change
      ? price + change.minor
      : Number((BigInt(price) * (WHOLE + tenThousandths(change.percent)!) * 2n + WHOLE) / (2n * WHOLE));
  if (after < 0) throw new UserError('INVALID_AMOUNT', 'A price would fall below nothing', ['priceChange']);
  if (after > MOST_MINOR_UNITS) throw new UserError('INVALID_AMOUNT', 'A price would be more than can be charged', ['priceChange']);
  return after;
}

import { toDecimal, toMinorUnits } from '#platform/money.js';

/** Fen → `"19.99"`. By text alone, both ways. */
export const yuanOf = (fen: number): string => toDecimal(fen, 'CNY');

/** `"19.99"` → fen. A fraction for what is no amount of ours: it equals no payment. */
export function fenOf(yuan: unknown): number {
  try {
    return toMinorUnits(String(yuan), 'CNY');
  } catch {
    return 0.5;
  }
}

/** Alipay's clock is Beijing's, without a change for summer since 1991. */
const BEIJING_MS = 8 * 3600_000;

/** `2026-11-25 09:30:00`, as Alipay writes a moment. */
export const beijingTime = (moment: Date): string => new Date(moment.getTime() + BEIJING_MS).toISOString().slice(0, 19).replace('T', ' ');

export const fromBeijingTime = (text: string): Date => new Date(`${text.trim().replace(' ', 'T')}+08:00`);

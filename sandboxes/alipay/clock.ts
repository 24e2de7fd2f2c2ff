const BEIJING_MS = 8 * 3600_000;

/** Unix milliseconds → `2026-11-25 09:30:00`, as Alipay's clocks show it. */
export const beijing = (moment: number): string => new Date(moment + BEIJING_MS).toISOString().slice(0, 19).replace('T', ' ');

/** NaN for what is no such moment. */
export const fromBeijing = (text: string): number => Date.parse(`${text.replace(' ', 'T')}+08:00`);

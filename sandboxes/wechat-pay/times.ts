/** WeChat Pay tells every time in China's, and counts its days there. */
const CHINA_MS = 8 * 3600 * 1000;

/** `2026-11-25T20:09:39+08:00` */
export const chinaTime = (at: Date | number = Date.now()): string => `${shifted(at).slice(0, 19)}+08:00`;

/** `2026-11-25 20:09:39`, as bills have it. */
export const billTime = (at: string): string => chinaTime(new Date(at)).slice(0, 19).replace('T', ' ');

/** `2026-11-25` */
export const chinaDay = (at: Date | number | string = Date.now()): string => shifted(new Date(at)).slice(0, 10);

/** `20261125` */
export const compactDay = (): string => chinaDay().replaceAll('-', '');

const shifted = (at: Date | number) => new Date(new Date(at).getTime() + CHINA_MS).toISOString();

/** Unix seconds. */
export const now = (): number => Math.floor(Date.now() / 1000);

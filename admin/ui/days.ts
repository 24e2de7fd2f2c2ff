const DAY_MS = 86_400_000;

/** A day of no time zone, as the API tells it: `2026-11-25`. */
export type Day = string;

/** From the first day to the last, both of them in it. */
export interface Period {
  from: Day;
  to: Day;
}

/** The day that it is somewhere. */
export const dayIn = (timezone: string, at = new Date()): Day =>
  new Intl.DateTimeFormat('en-CA', { timeZone: timezone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);

const startOf = (day: Day): number => Date.parse(`${day}T00:00:00Z`);

export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(startOf(text)) && addDays(text, 0) === text;

export const addDays = (day: Day, count: number): Day => new Date(startOf(day) + count * DAY_MS).toISOString().slice(0, 10);

export const lengthOf = ({ from, to }: Period): number => Math.round((startOf(to) - startOf(from)) / DAY_MS) + 1;

/** So many days that end with this one. */
export const endingOn = (day: Day, count: number): Period => ({ from: addDays(day, 1 - count), to: day });

/** As many days, right before. */
export const before = (period: Period): Period => endingOn(addDays(period.from, -1), lengthOf(period));

/** `25 Nov`, `11月25日` */
export const shortDay = (day: Day, language: string): string =>
  new Intl.DateTimeFormat(localeOf(language), { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(startOf(day));

/** `Wed, 25 Nov 2026` */
export const longDay = (day: Day, language: string): string =>
  new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'full', timeZone: 'UTC' }).format(startOf(day));

const localeOf = (language: string): string => (language === 'zh' ? 'zh-CN' : 'en-GB');

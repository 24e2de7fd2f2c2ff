/** What the list's address says. */
export interface OrderFilters {
  show: string;
  search: string;
  /** Days of the shop's calendar: `2026-11-01`. */
  from: string;
  to: string;
  min: string;
  max: string;
}

/** What each tab looks for, in the API's words. */
export const SHOWN = {
  all: '',
  unpaid: 'status:OPEN paymentStatus:PENDING,PARTIALLY_PAID',
  authorized: 'status:OPEN paymentStatus:AUTHORIZED',
  toSend: 'toSend:true',
  sent: 'status:OPEN,CLOSED fulfillmentStatus:FULFILLED',
  cancelled: 'status:CANCELLED',
  refunded: 'paymentStatus:REFUNDED,PARTIALLY_REFUNDED',
} as const;
export type Shown = keyof typeof SHOWN;

export const isShown = (name: string): name is Shown => Object.hasOwn(SHOWN, name);

/** The API's query for what the address says; days begin where the shop is. */
export function queryOf({ show, search, from, to, min, max }: OrderFilters, timeZone: string): string {
  return [
    isShown(show) ? SHOWN[show] : '',
    search.trim(),
    from && `created:>=${startOfDay(from, timeZone)}`,
    to && `created:<${startOfDay(dayAfter(to), timeZone)}`,
    min && `total:>=${min}`,
    max && `total:<=${max}`,
  ]
    .filter(Boolean)
    .join(' ');
}

function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

/** The moment at which a day begins in a time zone. */
export function startOfDay(day: string, timeZone: string): string {
  const utc = Date.parse(`${day}T00:00:00Z`);
  // The zone may change its clocks between the two moments: the second look is right.
  const near = utc - offsetAt(utc, timeZone);
  return new Date(utc - offsetAt(near, timeZone)).toISOString();
}

/** How far a zone's clocks are ahead of UTC, in milliseconds. */
function offsetAt(moment: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value);
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return local - Math.floor(moment / 1000) * 1000;
}

import { decimal } from '../../ui/decimal';

interface Happening {
  id: string;
  type: string;
  data: unknown;
  createdAt: string;
}

interface Sending {
  id: string;
  createdAt: string;
  lines: readonly { quantity: number }[];
}

/** What the timeline tells, as its words are called. */
const KNOWN = [
  'order.created',
  'order.paid',
  'order.fulfilled',
  'order.cancelled',
  'order.expired',
  'payment.failed',
  'payment.mismatch',
  'payment.lapsed',
  'refund.succeeded',
  'refund.failed',
  'dispute.opened',
  'dispute.closed',
] as const;
type Told = (typeof KNOWN)[number] | 'sentPart' | 'other';

/** One line of an order's timeline. */
export interface Entry {
  key: string;
  at: string;
  what: Told;
  /** What the event was called, where the timeline has no words for it. */
  type: string;
  /** In the order's currency, as a decimal string. */
  amount: string | null;
  /** How many pieces were sent. */
  pieces: number | null;
  failure: string | null;
}

/** Events and parcels as one story, the newest first. The parcel that completes an order is told by its event. `places`: of the order's currency. */
export function storyOf(events: readonly Happening[], sendings: readonly Sending[], places: number): Entry[] {
  const told = events.map(({ id, type, data, createdAt }): Entry => {
    const { amount, total, failure, reason } = data as { amount?: number; total?: number; failure?: unknown; reason?: unknown };
    const minor = amount ?? total;
    return {
      key: id,
      at: createdAt,
      what: (KNOWN as readonly string[]).includes(type) ? (type as Told) : 'other',
      type,
      amount: Number.isSafeInteger(minor) ? decimal(BigInt(minor!), places) : null,
      pieces: null,
      failure: typeof failure === 'string' ? failure : typeof reason === 'string' ? reason : null,
    };
  });
  const whole = new Set(events.flatMap(({ data }) => (data as { fulfillment?: string }).fulfillment ?? []));
  const parts = sendings
    .filter(({ id }) => !whole.has(id))
    .map(({ id, createdAt, lines }): Entry => {
      const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0);
      return { key: id, at: createdAt, what: 'sentPart', type: 'sentPart', amount: null, pieces, failure: null };
    });
  return [...told, ...parts].sort((one, other) => other.at.localeCompare(one.at) || (one.key < other.key ? 1 : -1));
}

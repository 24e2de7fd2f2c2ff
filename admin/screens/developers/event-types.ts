import { useAddress } from '../../ui/use-address';

/** As the API's `Event.type`; more may come, and are shown without being named here. */
export const EVENT_TYPES = [
  'shop.created',
  'product.created',
  'product.updated',
  'product.deleted',
  'inventory.low',
  'import.completed',
  'import.failed',
  'feed.disabled',
  'order.created',
  'order.paid',
  'order.fulfilled',
  'order.cancelled',
  'order.expired',
  'payment.failed',
  'payment.mismatch',
  'payment.lapsed',
  'payment_account.updated',
  'payment_onboarding.updated',
  'refund.succeeded',
  'refund.failed',
  'dispute.opened',
  'dispute.closed',
] as const;

/** The types that the page's address names; none: all. One that is unknown is left out: the API refuses it. */
export function useTypes() {
  const [kept, keep] = useAddress('types');
  const chosen = kept.split(',').filter((type) => EVENT_TYPES.includes(type as (typeof EVENT_TYPES)[number]));
  return { chosen, choose: (types: string[]) => keep(types.join(',')) };
}

export type Types = ReturnType<typeof useTypes>;

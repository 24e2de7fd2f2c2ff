/** What the address says of the list; an empty one is every order. */
export interface Filters {
  search: string;
  payment: string;
  fulfillment: string;
}

export const PAYMENT_STATES = [
  'PENDING',
  'AUTHORIZED',
  'PARTIALLY_PAID',
  'PAID',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
  'VOIDED',
  'EXPIRED',
] as const;
export const FULFILLMENT_STATES = ['UNFULFILLED', 'PARTIAL', 'FULFILLED'] as const;

/** The API's query. A state that an address names and that there is none of is left out, as words that no order can be found by. */
export function queryOf({ search, payment, fulfillment }: Filters): string {
  const words = search.split(/\s+/).filter((word) => word && !word.endsWith(':'));
  return [
    ...words,
    (PAYMENT_STATES as readonly string[]).includes(payment) ? `paymentStatus:${payment}` : '',
    (FULFILLMENT_STATES as readonly string[]).includes(fulfillment) ? `fulfillmentStatus:${fulfillment}` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

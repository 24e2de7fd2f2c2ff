import { type Order, type OrderLine, orderId, orderLineId, type SoldUnits } from '#commerce/orders/index.js';
import { money, percent } from './money.js';

/** A part of an order, and what its amounts are in. */
type InCurrency<Part> = Part & { currency: string };
export type ShownOrderLine = InCurrency<OrderLine> & Pick<Order, 'shopId'> & { taxRate: number };
export type ShownUnits = InCurrency<SoldUnits>;

/** What both APIs show of an order in the same way. */
export const orderFields = {
  id: ({ _id }: Order) => orderId.encode(_id),
  lines: ({ lines, currency, taxRate, shopId }: Order): ShownOrderLine[] => lines.map((line) => ({ taxRate, ...line, currency, shopId })),
  subtotal: ({ subtotal, currency }: Order) => money(subtotal, currency),
  discount: ({ discount, currency }: Order) => money(discount, currency),
  shipping: ({ shipping, currency }: Order) => money(shipping, currency),
  tax: ({ tax, currency }: Order) => money(tax, currency),
  total: ({ total, currency }: Order) => money(total, currency),
  paid: ({ paid, currency }: Order) => money(paid, currency),
};

export const orderLineFields = {
  id: ({ _id }: OrderLine) => orderLineId.encode(_id),
  price: ({ price, currency }: ShownOrderLine) => money(price, currency),
  discount: ({ discount, currency }: ShownOrderLine) => money(discount, currency),
  tax: ({ tax, currency }: ShownOrderLine) => money(tax, currency),
  taxRate: ({ taxRate }: ShownOrderLine) => percent(taxRate),
};

export const unitFields = {
  discount: ({ discount, currency }: ShownUnits) => money(discount, currency),
  tax: ({ tax, currency }: ShownUnits) => money(tax, currency),
};

import { type Refund, refundId } from '#commerce/payments/index.js';
import { money } from './money.js';

/** What both APIs show of a refund in the same way. */
export const refundFields = {
  id: ({ _id }: Refund) => refundId.encode(_id),
  amount: ({ amount, currency }: Refund) => money(amount, currency),
};

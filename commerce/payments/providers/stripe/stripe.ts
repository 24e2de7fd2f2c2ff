import type { Provider } from '../../provider.js';
import { change, connect, type StripeAccount, type StripeAccountChange } from './account.js';
import { bill } from './bill.js';
import { interpret, readCallback } from './events.js';
import { capture, check, close, query, start } from './payments.js';
import { queryRefund, refund } from './refunds.js';
import { reread } from './reread.js';

/**
 * A shop's own Stripe account, or its connected account below the agency's platform: direct charges, the merchant is the merchant of
 * record. Source: docs.stripe.com/api, checkout, connect and webhooks.
 */
export const stripe: Provider<StripeAccount, StripeAccountChange> = {
  methods: () => ['CHECKOUT', 'INTENT'],
  connect,
  change,
  check,
  start,
  online: {
    readCallback,
    answers: { taken: { status: 200, type: 'application/json; charset=utf-8', body: '{"received":true}' } },
    interpret,
    reread,
    query,
    close,
    capture,
    refund,
    queryRefund,
    bill,
  },
};

import { feedsWaiting } from '#commerce/feeds/index.js';
import { importsWaiting } from '#commerce/imports/index.js';
import { lowStockWaiting } from '#commerce/inventory/index.js';
import { mailsWaiting } from '#commerce/notifications/index.js';
import {
  accountsWaiting,
  canBePaid,
  differencesWaiting,
  disputesWaiting,
  mismatchesWaiting,
  onboardingsWaiting,
} from '#commerce/payments/index.js';
import { shippingUploadsWaiting } from '#commerce/shipping-info/index.js';
import { type Waiting, waitingSince } from '#platform/waiting.js';
import type { ProblemSeverity, Resolvers, ShopProblemKind } from '#server/generated/admin.js';
import { allows, type Scope, type ShopContext } from '#tenants/index.js';

interface Look {
  severity: ProblemSeverity;
  /** What one needs to read it: nobody learns here what he may not see there. */
  scope: Scope;
  count: (shop: ShopContext) => Promise<Waiting>;
}

/** What may wait for a person, in the order in which it is told: each is a bounded look into an index. */
const LOOKS: Readonly<Record<ShopProblemKind, Look>> = {
  NO_WAY_TO_PAY: {
    severity: 'URGENT',
    scope: 'read_payments',
    count: async (shop) => waitingSince((await canBePaid(shop)) ? [] : [null]),
  },
  DISPUTE: { severity: 'URGENT', scope: 'read_payments', count: disputesWaiting },
  SHIPPING_UPLOAD: { severity: 'URGENT', scope: 'read_orders', count: shippingUploadsWaiting },
  PAYMENT_MISMATCH: { severity: 'URGENT', scope: 'read_payments', count: mismatchesWaiting },
  PAYMENT_ONBOARDING: { severity: 'URGENT', scope: 'read_payments', count: onboardingsWaiting },
  DIFFERENCE: { severity: 'WARNING', scope: 'read_payments', count: differencesWaiting },
  PAYMENT_ACCOUNT: { severity: 'WARNING', scope: 'read_payments', count: accountsWaiting },
  MAIL_FAILED: { severity: 'WARNING', scope: 'read_orders', count: mailsWaiting },
  IMPORT_FAILED: { severity: 'WARNING', scope: 'read_products', count: importsWaiting },
  FEED_DISABLED: { severity: 'WARNING', scope: 'read_products', count: feedsWaiting },
  LOW_STOCK: { severity: 'WARNING', scope: 'read_inventory', count: lowStockWaiting },
};

export const attentionResolvers: Resolvers = {
  Shop: {
    problems: async ({ context, scopes }) => {
      const looks = (Object.entries(LOOKS) as [ShopProblemKind, Look][]).filter(([, { scope }]) => allows(scopes, scope));
      const found = await Promise.all(looks.map(async ([kind, { severity, count }]) => ({ kind, severity, ...(await count(context)) })));
      return found.filter(({ count }) => count > 0);
    },
  },
};

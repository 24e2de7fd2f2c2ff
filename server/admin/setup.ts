import { sellsAnything } from '#commerce/catalog/index.js';
import { hasOrders } from '#commerce/orders/index.js';
import { hasOwnAccount } from '#commerce/payments/index.js';
import type { Resolvers, SetupStepKind } from '#server/generated/admin.js';
import type { OpenedShop } from '#server/graphql/request.js';
import { allows, type Scope, type ShopSettings } from '#tenants/index.js';

interface Step {
  /** Null: whoever sees the shop sees it. */
  scope: Scope | null;
  isDone: (shop: OpenedShop['context'], settings: ShopSettings) => boolean | Promise<boolean>;
}

/** In the order in which a merchant would go. */
const STEPS: Readonly<Record<SetupStepKind, Step>> = {
  PRODUCT: { scope: 'read_products', isDone: sellsAnything },
  SHIPPING: { scope: 'read_settings', isDone: (_shop, { shippingMethods }) => shippingMethods.length > 0 },
  TAX: { scope: 'read_settings', isDone: (_shop, { tax, taxClasses = [] }) => tax.rate > 0 || taxClasses.length > 0 },
  MERCHANT_EMAIL: { scope: 'read_settings', isDone: (_shop, { merchantEmail }) => merchantEmail !== null },
  PAYMENT: { scope: 'read_payments', isDone: hasOwnAccount },
  ORDER: { scope: 'read_orders', isDone: hasOrders },
  LIVE: { scope: null, isDone: ({ mode }) => mode === 'LIVE' },
};

export const setupResolvers: Resolvers = {
  Shop: {
    setup: async (opened, _args, request) => {
      const { settings } = await request.documentOf(opened);
      const steps = (Object.entries(STEPS) as [SetupStepKind, Step][]).filter(([, { scope }]) => !scope || allows(opened.scopes, scope));
      return Promise.all(steps.map(async ([step, { isDone }]) => ({ step, done: await isDone(opened.context, settings) })));
    },
  },
};

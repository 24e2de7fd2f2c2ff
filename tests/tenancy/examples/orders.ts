import { type ExamplesOfNoun, list } from './example.js';

const DAYS = { from: '2026-11-01', to: '2026-11-30' };

/** Orders, customers, mails about them, and figures made of them. */
export const orders: ExamplesOfNoun = {
  subjects: {
    order: (place) => place.order(),
    notification: (place) => place.notification(),
    shippingUpload: (place) => place.shippingUpload(),
  },
  inputs: {
    orderCancel: ({ mark }) => ({ reason: mark }),
    orderFulfill: async (place) => ({ lines: [{ line: await place.orderLine(), quantity: 1 }] }),
    ordersFulfill: async (place) => ({ orders: [await place.order()] }),
    notificationTest: () => ({ template: 'order-paid', locale: 'en' }),
  },
  lookUps: {
    'Shop.order': list(
      async (place) => ({ id: await place.order() }),
      async (place) => ({ number: await place.orderNumber() }),
    ),
    'Shop.orders': list(({ mark }) => ({ first: 5, query: `${mark}@example.com` })),
    'Agency.orders': list(({ mark }) => ({ first: 5, query: `${mark}@example.com` })),
    'Shop.customer': list(async (place) => ({ id: await place.customer() })),
    'Shop.customers': list(({ mark }) => ({ first: 5, query: `${mark}@example.com` })),
    'Shop.notification': list(async (place) => ({ id: await place.notification() })),
    'Shop.notificationTemplates': list(() => ({ locale: 'en' })),
    'Shop.notificationPreview': list(() => ({ template: 'order-created', locale: 'en' })),
    'Shop.sales': list(() => DAYS),
    'Agency.sales': list(() => DAYS),
    'Shop.events': list(() => ({ first: 5, types: ['order.created'] })),
    'Agency.events': list(() => ({ first: 5, types: ['order.created'] })),
  },
};

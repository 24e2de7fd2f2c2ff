import { type Examples, type ExamplesOfNoun, list } from './example.js';

/** Arguments in the shop API, where what a shopper may see is held by a token. */
export const SHOPPERS_SUBJECTS: Examples = {
  cart: (place) => place.cart(),
  order: async (place) => {
    await place.paymentAccount();
    return place.orderToken();
  },
};

/** From the cart to the payment, as a shopper goes it. */
export const shopping: ExamplesOfNoun = {
  inputs: {
    cartCreate: async (place) => ({ lines: [{ variant: await place.variant(), quantity: 1 }] }),
    cartLinesAdd: async (place) => ({ lines: [{ variant: await place.variant(), quantity: 1 }] }),
    cartLinesUpdate: async (place) => ({ lines: [{ variant: await place.variant(), quantity: 3 }] }),
    cartLinesRemove: async (place) => ({ variants: [await place.variant()] }),
    checkoutComplete: ({ mark }) => ({
      email: `${mark}@example.com`,
      shippingAddress: { name: mark, country: 'CN', line1: mark },
      shippingMethod: 'standard',
    }),
    paymentStart: () => ({ provider: 'MANUAL' }),
    paymentProofSubmit: async (place) => ({ payment: await place.payment(), reference: place.mark }),
  },
  untried: {
    'Cart.cost shippingMethod': "the merchant's own short name, unique in his shop alone",
  },
  lookUps: {
    'Query.cart': list(async (place) => ({ token: await place.cart() })),
    'Query.order': list(async (place) => ({ token: await place.orderToken() })),
  },
};

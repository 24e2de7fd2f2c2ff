import { type ExampleOf, input } from './example';

/** From the shelf to an order, as a mini-program does it. */
export const SHOPPING = [
  {
    key: 'shelf',
    api: 'shop',
    needs: ['shop'],
    query: `query Shelf {
  shop { name currency }
  products(first: 10) {
    nodes {
      id
      title
      inStock
      variants(first: 5) { nodes { id title price { amount currency } available } }
    }
  }
}`,
    variables: () => ({}),
  },
  {
    key: 'cartCreate',
    api: 'shop',
    needs: ['shop', 'variant'],
    query: `mutation MakeCart($input: CartCreateInput!, $address: AddressInput) {
  cartCreate(input: $input) {
    cart {
      token
      lines { title quantity price { amount currency } available }
      shippingMethods(address: $address) { id title price { amount currency } }
      cost(address: $address) { subtotal { amount } shipping { amount } tax { amount } total { amount currency } }
    }
    userErrors { code message field }
  }
}`,
    variables: ({ variant }) => ({ ...input({ lines: [{ variant, quantity: 1 }] }), address: { country: 'CN' } }),
  },
  {
    key: 'checkout',
    api: 'shop',
    needs: ['shop', 'cart'],
    query: `mutation PlaceOrder($cart: String!, $input: CheckoutCompleteInput!) {
  checkoutComplete(cart: $cart, input: $input) {
    order { number token total { amount currency } }
    userErrors { code message field }
  }
}`,
    variables: ({ cart }) => ({
      cart,
      ...input({
        email: 'buyer@example.com',
        shippingAddress: {
          name: 'Buyer',
          phone: '13800000000',
          country: 'CN',
          province: '浙江省',
          city: '杭州市',
          line1: '1 Lakeside Road',
        },
      }),
    }),
  },
  {
    key: 'pay',
    api: 'shop',
    needs: ['shop', 'orderToken'],
    query: `mutation Pay($order: String!, $input: PaymentStartInput!) {
  paymentStart(order: $order, input: $input) {
    payment { id status action { __typename ... on NoAction { instructions } } }
    userErrors { code message field }
  }
}`,
    variables: ({ orderToken }) => ({ order: orderToken, ...input({ provider: 'MANUAL' }) }),
  },
  {
    key: 'order',
    api: 'shop',
    needs: ['shop', 'orderToken'],
    query: `query Order($order: String!) {
  order(token: $order) {
    number
    status
    paymentStatus
    lines { title quantity }
    total { amount currency }
    paymentMethods { provider method title instructions }
  }
}`,
    variables: ({ orderToken }) => ({ order: orderToken }),
  },
] as const satisfies readonly ExampleOf<string>[];

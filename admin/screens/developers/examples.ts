import type { Scope } from '../../generated/graphql';

export type Api = 'admin' | 'shop';

/** What examples are filled with: names of this shop or agency, and what earlier answers told. */
export interface Facts {
  agency?: string;
  shop?: string;
  /** A product that is for sale, and its first variant. */
  product?: string;
  variant?: string;
  location?: string;
  currency?: string;
  /** The newest event's place in the log. */
  cursor?: string;
  /** An upload with a small catalog. */
  upload?: string;
  /** From the answers of this page. */
  cart?: string;
  orderToken?: string;
}

export interface Example {
  key: ExampleKey;
  api: Api;
  scope?: Scope;
  /** Facts without which it says nothing. */
  needs: readonly (keyof Facts)[];
  query: string;
  variables: (facts: Facts) => object;
}

/** A handle belongs to one shop: each visit of the page has a new one. */
const FRESH = Date.now().toString(36);
const input = (values: object) => ({ input: values });

/** An example is whole: it runs as it stands, for whoever may. */
const ADMIN_OF_SHOP = [
  {
    key: 'products',
    api: 'admin',
    scope: 'read_products',
    needs: ['shop'],
    query: `query Products($shop: ID!) {
  shop(id: $shop) {
    products(first: 10) {
      nodes {
        id
        title
        status
        variants(first: 5) {
          nodes { id title sku available price { amount currency } }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
    variables: ({ shop }) => ({ shop }),
  },
  {
    key: 'productCreate',
    api: 'admin',
    scope: 'write_products',
    needs: ['shop', 'currency'],
    query: `mutation CreateProduct($shop: ID!, $input: ProductCreateInput!) {
  productCreate(shop: $shop, input: $input) {
    product { id title handle variants(first: 1) { nodes { id } } }
    userErrors { code message field }
  }
}`,
    variables: ({ shop, currency }) => ({
      shop,
      ...input({
        title: 'Canvas bag',
        status: 'ACTIVE',
        variants: [{ price: { amount: '59', currency }, tracksInventory: false }],
      }),
    }),
  },
  {
    key: 'orders',
    api: 'admin',
    scope: 'read_orders',
    needs: ['shop'],
    query: `query Orders($shop: ID!) {
  shop(id: $shop) {
    orders(first: 10) {
      nodes { id number status paymentStatus fulfillmentStatus total { amount currency } createdAt }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
    variables: ({ shop }) => ({ shop }),
  },
  {
    key: 'inventorySet',
    api: 'admin',
    scope: 'write_inventory',
    needs: ['shop', 'variant', 'location'],
    query: `mutation SetStock($shop: ID!, $input: InventorySetInput!) {
  inventorySet(shop: $shop, input: $input) {
    level { available held }
    userErrors { code message field }
  }
}`,
    variables: ({ shop, variant, location }) => ({ shop, ...input({ variant, location, available: 100 }) }),
  },
  {
    key: 'import',
    api: 'admin',
    scope: 'write_products',
    needs: ['shop', 'upload'],
    query: `mutation StartImport($shops: [ID!]!, $input: CatalogImportStartInput!) {
  catalogImportStart(shops: $shops, input: $input) {
    importBatch {
      id
      status
      imports(first: 1) { nodes { id status } }
    }
    userErrors { code message field }
  }
}`,
    variables: ({ shop, upload }) => ({ shops: [shop], ...input({ upload, dryRun: true }) }),
  },
  {
    key: 'events',
    api: 'admin',
    scope: 'read_orders',
    needs: ['shop'],
    query: `# A program keeps startCursor, and asks for what came since then.
query EventsSince($shop: ID!, $cursor: String) {
  shop(id: $shop) {
    events(last: 50, before: $cursor) {
      nodes { id type subject data createdAt }
      pageInfo { startCursor hasPreviousPage }
    }
  }
}`,
    variables: ({ shop, cursor }) => ({ shop, cursor: cursor ?? null }),
  },
  {
    key: 'audit',
    api: 'admin',
    scope: 'read_settings',
    needs: ['shop'],
    query: `query Audit($shop: ID!) {
  shop(id: $shop) {
    auditLog(first: 10) {
      nodes { actor { name } mutation subject outcome errors changes { field before after } createdAt }
    }
  }
}`,
    variables: ({ shop }) => ({ shop }),
  },
] as const satisfies readonly ExampleOf<string>[];

const ADMIN_OF_AGENCY = [
  {
    key: 'shops',
    api: 'admin',
    needs: ['agency'],
    query: `query Shops($agency: ID!) {
  agency(id: $agency) {
    shops(first: 10) {
      nodes { id name handle mode status currency createdAt }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
    variables: ({ agency }) => ({ agency }),
  },
  {
    key: 'shopCreate',
    api: 'admin',
    scope: 'write_settings',
    needs: ['agency'],
    query: `mutation OpenShop($agency: ID!, $input: ShopCreateInput!) {
  shopCreate(agency: $agency, input: $input) {
    shop { id name handle mode }
    userErrors { code message field }
  }
}`,
    variables: ({ agency }) => ({
      agency,
      ...input({
        name: 'Tea house',
        handle: `tea-house-${FRESH}`,
        mode: 'TEST',
        currency: 'CNY',
        locale: 'zh-CN',
        timezone: 'Asia/Shanghai',
      }),
    }),
  },
  {
    key: 'agencyOrders',
    api: 'admin',
    scope: 'read_orders',
    needs: ['agency'],
    query: `query OrdersOfAllShops($agency: ID!) {
  agency(id: $agency) {
    orders(first: 10, query: "paymentStatus:PAID") {
      nodes { number paymentStatus total { amount currency } createdAt }
    }
  }
}`,
    variables: ({ agency }) => ({ agency }),
  },
  {
    key: 'newestOrders',
    api: 'admin',
    scope: 'read_orders',
    needs: ['agency'],
    query: `query NewestOrderOfEachShop($agency: ID!) {
  agency(id: $agency) {
    shops(first: 20) {
      nodes { name orders(first: 1) { nodes { number total { amount currency } } } }
    }
  }
}`,
    variables: ({ agency }) => ({ agency }),
  },
  {
    key: 'agencyEvents',
    api: 'admin',
    scope: 'read_orders',
    needs: ['agency'],
    query: `query EventsOfAllShops($agency: ID!, $types: [String!]) {
  agency(id: $agency) {
    events(first: 20, types: $types) {
      nodes { type subject data createdAt shop { name } }
      pageInfo { startCursor endCursor }
    }
  }
}`,
    variables: ({ agency }) => ({ agency, types: ['order.created', 'order.paid'] }),
  },
] as const satisfies readonly ExampleOf<string>[];

/** From the shelf to an order, as a mini-program does it. */
const SHOP = [
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

type ExampleOf<Key> = Omit<Example, 'key'> & { key: Key };
type ExampleKey = (typeof ADMIN_OF_SHOP | typeof ADMIN_OF_AGENCY | typeof SHOP)[number]['key'];

export const examplesOf = (place: 'shop' | 'agency'): readonly Example[] =>
  place === 'shop' ? [...ADMIN_OF_SHOP, ...SHOP] : ADMIN_OF_AGENCY;

/** What an answer tells that later examples go on with: the cart, the order, a product that was made. */
export function learnt(answer: unknown): Facts {
  const data = (answer as { data?: Readonly<Record<string, unknown>> } | null)?.data ?? {};
  const at = (...path: (string | number)[]): string | undefined => {
    const found = path.reduce<unknown>((value, step) => (value as Record<string | number, unknown> | null | undefined)?.[step], data);
    return typeof found === 'string' ? found : undefined;
  };
  const told: Facts = {};
  const cart = at('cartCreate', 'cart', 'token');
  const order = at('checkoutComplete', 'order', 'token');
  const [product, variant] = [at('productCreate', 'product', 'id'), at('productCreate', 'product', 'variants', 'nodes', 0, 'id')];
  const cursor = at('shop', 'events', 'pageInfo', 'startCursor');
  if (cart) told.cart = cart;
  if (order) told.orderToken = order;
  if (product && variant) Object.assign(told, { product, variant });
  if (cursor) told.cursor = cursor;
  return told;
}

/** The explorer's address with an example in it. */
export function addressOf(api: Api, example: Example, facts: Facts, theme: 'dark' | 'light'): string {
  const headers = api === 'shop' ? { 'Shopyard-Shop': facts.shop } : {};
  const given = new URLSearchParams({
    query: example.query,
    variables: JSON.stringify(example.variables(facts), null, 2),
    headers: JSON.stringify(headers, null, 2),
    theme,
  });
  return `/graphql/${api}/2026-11#${given}`;
}

import { type ExampleOf, input } from './example';

/** A handle belongs to one shop: each visit of the page has a new one. */
const FRESH = Date.now().toString(36);

/** What a program does across the shops of an agency, in the admin API. */
export const IN_AGENCY = [
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

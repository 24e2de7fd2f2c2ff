import { type ExampleOf, input } from './example';

/** What a program does in one shop, in the admin API. */
export const IN_SHOP = [
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

import { graphql } from '../../generated';

export const StockDocument = graphql(`
  query Stock($shop: ID!, $query: String, $location: ID, $low: Boolean, $first: Int!, $after: String) {
    shop(id: $shop) {
      id
      inventoryLevels(first: $first, after: $after, query: $query, location: $location, low: $low) {
        nodes {
          id
          available
          held
          location {
            id
          }
          variant {
            id
            title
            sku
            product {
              id
              title
            }
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const PlacesDocument = graphql(`
  query StockPlaces($shop: ID!) {
    shop(id: $shop) {
      id
      locations {
        id
        name
        isDefault
      }
    }
  }
`);

export const LimitDocument = graphql(`
  query StockLimit($shop: ID!) {
    shop(id: $shop) {
      id
      settings {
        lowStock
      }
    }
  }
`);

/** One variant's levels as they are at this moment. */
export const LevelsNow = graphql(`
  query LevelsNow($shop: ID!, $variant: ID!) {
    shop(id: $shop) {
      id
      node(id: $variant) {
        id
        ... on Variant {
          levels {
            id
            available
            held
          }
        }
      }
    }
  }
`);

export const SetStock = graphql(`
  mutation SetStock($shop: ID!, $input: InventorySetInput!) {
    inventorySet(shop: $shop, input: $input) {
      level {
        id
        available
        held
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const SetStocks = graphql(`
  mutation SetStocks($shop: ID!, $input: InventorySetBulkInput!) {
    inventorySetBulk(shop: $shop, input: $input) {
      results {
        index
        level {
          id
          available
          held
        }
        userErrors {
          ...Refused
        }
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const AdjustStock = graphql(`
  mutation AdjustStock($shop: ID!, $input: InventoryAdjustInput!) {
    inventoryAdjust(shop: $shop, input: $input) {
      level {
        id
        available
        held
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const LedgerDocument = graphql(`
  query StockLedger($shop: ID!, $variant: ID!, $location: ID, $first: Int!, $after: String) {
    shop(id: $shop) {
      id
      node(id: $variant) {
        id
        ... on Variant {
          adjustments(first: $first, after: $after, location: $location) {
            nodes {
              delta
              after
              reason
              actorKind
              actorName
              createdAt
            }
            pageInfo {
              hasNextPage
              endCursor
            }
          }
        }
      }
    }
  }
`);

export const ExportPrices = graphql(`
  mutation ExportPrices($shop: ID!, $input: CatalogExportInput!) {
    catalogExport(shop: $shop, input: $input) {
      catalogExport {
        url
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

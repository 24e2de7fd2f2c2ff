import { graphql } from '../../generated';

graphql(`
  fragment CollectionWhole on Collection {
    id
    title
    handle
    descriptionHtml
    sort
    updatedAt
    rules {
      match
      conditions {
        field
        relation
        value
      }
    }
  }
`);

export const CollectionOne = graphql(`
  query Collection($shop: ID!, $collection: ID!) {
    shop(id: $shop) {
      id
      collection(id: $collection) {
        ...CollectionWhole
      }
    }
  }
`);

export const CollectionAdd = graphql(`
  mutation CollectionAdd($shop: ID!, $input: CollectionCreateInput!) {
    collectionCreate(shop: $shop, input: $input) {
      collection {
        ...CollectionWhole
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const CollectionSave = graphql(`
  mutation CollectionSave($shop: ID!, $collection: ID!, $input: CollectionUpdateInput!) {
    collectionUpdate(shop: $shop, collection: $collection, input: $input) {
      collection {
        ...CollectionWhole
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const CollectionRemove = graphql(`
  mutation CollectionRemove($shop: ID!, $collection: ID!) {
    collectionDelete(shop: $shop, collection: $collection) {
      collection {
        id
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const RulesTried = graphql(`
  query RulesTried($shop: ID!, $rules: CollectionRulesInput!) {
    shop(id: $shop) {
      id
      rulesPreview(rules: $rules) {
        count
        products {
          id
          title
          status
        }
      }
    }
  }
`);

export const CollectionProducts = graphql(`
  query CollectionProducts($shop: ID!, $collection: ID!, $first: Int!, $after: String) {
    shop(id: $shop) {
      id
      collection(id: $collection) {
        id
        products(first: $first, after: $after) {
          nodes {
            id
            title
            status
            picture {
              url
              alt
              sizes {
                width
                url
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
  }
`);

export const ShelfMove = graphql(`
  mutation ShelfMove($shop: ID!, $collection: ID!, $product: ID!, $after: ID) {
    collectionProductMove(shop: $shop, collection: $collection, input: { product: $product, after: $after }) {
      collection {
        id
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const ProductsToPut = graphql(`
  query ProductsToPut($shop: ID!, $query: String!) {
    shop(id: $shop) {
      id
      products(first: 30, query: $query) {
        nodes {
          id
          title
        }
      }
    }
  }
`);

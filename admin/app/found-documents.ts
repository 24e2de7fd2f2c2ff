import { graphql } from '../generated';

export const SearchShops = graphql(`
  query SearchShops($agency: ID!, $query: String!) {
    agency(id: $agency) {
      id
      shops(first: 8, query: $query) {
        nodes {
          id
          name
          handle
        }
      }
    }
  }
`);

export const SearchInShop = graphql(`
  query SearchInShop($shop: ID!, $query: String!, $orders: Boolean!, $products: Boolean!) {
    shop(id: $shop) {
      id
      orders(first: 5, query: $query) @include(if: $orders) {
        nodes {
          id
          number
          email
        }
      }
      products(first: 5, query: $query) @include(if: $products) {
        nodes {
          id
          title
        }
      }
    }
  }
`);

export const SearchOrders = graphql(`
  query SearchOrders($agency: ID!, $query: String!) {
    agency(id: $agency) {
      id
      orders(first: 5, query: $query) {
        nodes {
          id
          number
          email
          shop {
            id
            name
          }
        }
      }
    }
  }
`);

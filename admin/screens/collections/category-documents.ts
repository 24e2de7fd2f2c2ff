import { graphql } from '../../generated';
import type { TopCategoriesQuery } from '../../generated/graphql';

graphql(`
  fragment TreeCategory on Category {
    id
    title
    position
    hasChildren
    parent {
      id
    }
  }
`);

export const TopCategories = graphql(`
  query TopCategories($shop: ID!, $first: Int!, $after: String) {
    shop(id: $shop) {
      id
      topCategories(first: $first, after: $after) {
        nodes {
          ...TreeCategory
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const CategoriesBelow = graphql(`
  query CategoriesBelow($shop: ID!, $category: ID!, $first: Int!, $after: String) {
    shop(id: $shop) {
      id
      category(id: $category) {
        id
        children(first: $first, after: $after) {
          nodes {
            ...TreeCategory
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

export const CategoryAdd = graphql(`
  mutation CategoryAdd($shop: ID!, $input: CategoryCreateInput!) {
    categoryCreate(shop: $shop, input: $input) {
      category {
        ...TreeCategory
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const CategoryChange = graphql(`
  mutation CategoryChange($shop: ID!, $category: ID!, $input: CategoryUpdateInput!) {
    categoryUpdate(shop: $shop, category: $category, input: $input) {
      category {
        ...TreeCategory
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const CategoryRemove = graphql(`
  mutation CategoryRemove($shop: ID!, $category: ID!) {
    categoryDelete(shop: $shop, category: $category) {
      category {
        id
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export type TreeCategory = NonNullable<TopCategoriesQuery['shop']>['topCategories']['nodes'][number];

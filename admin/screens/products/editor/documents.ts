import { graphql } from '../../../generated';
import type { EditedProductQuery, EditedVariantsQuery } from '../../../generated/graphql';

graphql(`
  fragment EditedVariant on Variant {
    id
    optionValues
    sku
    barcode
    available
    tracksInventory
    taxClass
    price {
      amount
      currency
    }
    compareAtPrice {
      amount
      currency
    }
    cost {
      amount
      currency
    }
    image {
      url
    }
  }
`);

graphql(`
  fragment EditedPicture on Media {
    url
    alt
    state
    problem
    sizes {
      width
      url
    }
  }
`);

export const EditedProduct = graphql(`
  query EditedProduct($shop: ID!, $product: ID!) {
    shop(id: $shop) {
      id
      product(id: $product) {
        id
        revision
        title
        handle
        descriptionHtml
        status
        publishedAt
        vendor
        productType
        tags
        variantsCount
        updatedAt
        seo {
          title
          description
        }
        options {
          name
          values
        }
        attributes {
          key
          value
        }
        categories {
          id
          path
        }
        collections(first: 50) {
          nodes {
            id
            title
            rules {
              match
            }
          }
        }
        media {
          ...EditedPicture
        }
      }
    }
  }
`);

/** Of a product whose pictures are still being fetched. */
export const EditedPictures = graphql(`
  query EditedPictures($shop: ID!, $product: ID!) {
    shop(id: $shop) {
      id
      product(id: $product) {
        id
        revision
        media {
          ...EditedPicture
        }
      }
    }
  }
`);

export const EditedVariants = graphql(`
  query EditedVariants($shop: ID!, $product: ID!, $first: Int!, $after: String) {
    shop(id: $shop) {
      id
      product(id: $product) {
        id
        revision
        variants(first: $first, after: $after) {
          nodes {
            ...EditedVariant
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

export const EditorFrame = graphql(`
  query EditorFrame($shop: ID!, $settings: Boolean!) {
    shop(id: $shop) {
      id
      attributeDefinitions {
        id
        key
        name
        type
        options
        unit
      }
      settings @include(if: $settings) {
        taxClasses {
          id
          title
        }
      }
    }
  }
`);

export const ProductAdd = graphql(`
  mutation ProductAdd($shop: ID!, $input: ProductCreateInput!) {
    productCreate(shop: $shop, input: $input) {
      product {
        id
        title
        revision
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const ProductSave = graphql(`
  mutation ProductSave($shop: ID!, $product: ID!, $input: ProductUpdateInput!) {
    productUpdate(shop: $shop, product: $product, input: $input) {
      product {
        ...ProductRow
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export type ReadProduct = NonNullable<NonNullable<EditedProductQuery['shop']>['product']>;
export type ReadPicture = ReadProduct['media'][number];
export type ReadVariant = NonNullable<NonNullable<EditedVariantsQuery['shop']>['product']>['variants']['nodes'][number];

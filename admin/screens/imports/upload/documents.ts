import { graphql } from '../../../generated';

export const InspectUpload = graphql(`
  mutation InspectUpload($agency: ID, $shop: ID, $upload: ID!, $format: ImportFormat, $mapping: ID, $columns: [ImportColumnInput!]) {
    uploadInspect(agency: $agency, shop: $shop, upload: $upload, format: $format, mapping: $mapping, columns: $columns) {
      inspection {
        format
        confidence
        reason
        encoding
        columns {
          name
          samples
          field
          confidence
        }
        refusal {
          code
          message
        }
        products {
          row
          title
          vendor
          productType
          tags
          categories
          options {
            name
            values
          }
          variants {
            sku
            price
            currency
            compareAtPrice
            available
            optionValues
          }
          variantsCount
          picturesCount
        }
        problems {
          row
          column
          code
          message
          value
          rejected
        }
        rowsLookedAt
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const StartImport = graphql(`
  mutation StartImport($shops: [ID!]!, $input: CatalogImportStartInput!) {
    catalogImportStart(shops: $shops, input: $input) {
      importBatch {
        id
        imports(first: 1) {
          nodes {
            id
          }
        }
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

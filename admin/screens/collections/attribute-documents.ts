import { graphql } from '../../generated';
import type { DefinitionsQuery } from '../../generated/graphql';

graphql(`
  fragment DefinitionWhole on AttributeDefinition {
    id
    key
    name
    type
    options
    unit
    position
  }
`);

export const Definitions = graphql(`
  query Definitions($shop: ID!) {
    shop(id: $shop) {
      id
      attributeDefinitions {
        ...DefinitionWhole
      }
    }
  }
`);

export const AttributeAdd = graphql(`
  mutation AttributeAdd($shop: ID!, $input: AttributeDefinitionCreateInput!) {
    attributeDefinitionCreate(shop: $shop, input: $input) {
      attributeDefinition {
        ...DefinitionWhole
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const AttributeChange = graphql(`
  mutation AttributeChange($shop: ID!, $attributeDefinition: ID!, $input: AttributeDefinitionUpdateInput!) {
    attributeDefinitionUpdate(shop: $shop, attributeDefinition: $attributeDefinition, input: $input) {
      attributeDefinition {
        ...DefinitionWhole
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const AttributeRemove = graphql(`
  mutation AttributeRemove($shop: ID!, $attributeDefinition: ID!) {
    attributeDefinitionDelete(shop: $shop, attributeDefinition: $attributeDefinition) {
      attributeDefinition {
        id
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export type Definition = NonNullable<DefinitionsQuery['shop']>['attributeDefinitions'][number];

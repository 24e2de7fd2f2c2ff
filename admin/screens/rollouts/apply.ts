import { graphql } from '../../generated';

/** Begins a roll-out, or its dry run. */
export const ApplyBlueprint = graphql(`
  mutation ApplyBlueprint($shops: [ID!]!, $input: BlueprintApplyInput!) {
    blueprintApply(shops: $shops, input: $input) {
      rollout {
        id
        status
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

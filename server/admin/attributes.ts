import { z } from 'zod';
import {
  AttributeDefinitionChange,
  attributeDefinitionId,
  createAttributeDefinition,
  deleteAttributeDefinition,
  getAttributeDefinition,
  listAttributeDefinitions,
  NewAttributeDefinition,
  updateAttributeDefinition,
} from '#commerce/catalog/index.js';
import type { Resolvers } from '#server/generated/admin.js';
import { shopMutation } from '#server/graphql/mutations.js';

interface Named {
  attributeDefinition: string;
}

export const attributeResolvers: Resolvers = {
  Shop: { attributeDefinitions: ({ context }) => listAttributeDefinitions(context) },
  Mutation: {
    attributeDefinitionCreate: shopMutation(
      NewAttributeDefinition,
      async (shop, input) => ({ attributeDefinition: await createAttributeDefinition(shop, input) }),
      { replay: async (shop, [id]) => ({ attributeDefinition: await getAttributeDefinition(shop, id!) }) },
    ),
    attributeDefinitionUpdate: shopMutation(AttributeDefinitionChange, async (shop, input, { attributeDefinition }: Named) => ({
      attributeDefinition: await updateAttributeDefinition(shop, attributeDefinition, input),
    })),
    attributeDefinitionDelete: shopMutation(z.object({}), async (shop, _input, { attributeDefinition }: Named) => ({
      attributeDefinition: await deleteAttributeDefinition(shop, attributeDefinition),
    })),
  },
  AttributeDefinition: { id: ({ _id }) => attributeDefinitionId.encode(_id) },
};

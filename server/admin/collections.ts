import { z } from 'zod';
import {
  addToCollection,
  CollectionChange,
  CollectionProductMove,
  CollectionProducts,
  collectionId,
  createCollection,
  deleteCollection,
  findCollection,
  getCollection,
  listCollections,
  listProductsIn,
  moveInCollection,
  NewCollection,
  previewRules,
  productId,
  RulesInput,
  removeFromCollection,
  updateCollection,
} from '#commerce/catalog/index.js';
import type { Resolvers } from '#server/generated/admin.js';
import { orNull } from '#server/graphql/errors.js';
import { shopMutation } from '#server/graphql/mutations.js';
import { productFields } from '#server/graphql/product-fields.js';
import { selected } from '#server/graphql/selection.js';

interface Named {
  collection: string;
}

export const collectionResolvers: Resolvers = {
  Shop: {
    collections: ({ context }, args) => listCollections(context, args),
    collection: ({ context }, { id, handle }) => {
      if (id != null) return orNull(getCollection(context, id));
      return handle != null ? findCollection(context, handle) : null;
    },
    rulesPreview: ({ context }, { rules }) => {
      const { success, data } = RulesInput.safeParse(rules);
      return success ? previewRules(context, data) : null;
    },
  },
  Mutation: {
    collectionCreate: shopMutation(NewCollection, async (shop, input) => ({ collection: await createCollection(shop, input) }), {
      replay: async (shop, [id]) => ({ collection: await getCollection(shop, id!) }),
    }),
    collectionUpdate: shopMutation(CollectionChange, async (shop, input, { collection }: Named) => ({
      collection: await updateCollection(shop, collection, input),
    })),
    collectionDelete: shopMutation(z.object({}), async (shop, _input, { collection }: Named) => ({
      collection: await deleteCollection(shop, collection),
    })),
    collectionProductsAdd: shopMutation(CollectionProducts, async (shop, input, { collection: id }: Named) => {
      const { collection, added } = await addToCollection(shop, id, input);
      return { collection, added: added.map(productId.encode) };
    }),
    collectionProductMove: shopMutation(CollectionProductMove, async (shop, input, { collection }: Named) => ({
      collection: await moveInCollection(shop, collection, input),
    })),
    collectionProductsRemove: shopMutation(CollectionProducts, async (shop, input, { collection }: Named) => ({
      collection: await removeFromCollection(shop, collection, input),
    })),
  },
  Collection: {
    id: ({ _id }) => collectionId.encode(_id),
    rules: ({ rules }) => rules ?? null,
    sort: ({ sort }) => sort ?? 'MANUAL', // a collection may be older than its sort
    products: (collection, args, request, info) =>
      listProductsIn(request.shopOf(collection.shopId), collection, args, { fields: productFields(selected(info, 'nodes')) }),
  },
};

import type { Model } from 'mongoose';

/** What sharding and tenancy need to know of a collection. */
export interface Declaration {
  /** Indexes whose first key is not the owner, each with its reason. */
  exceptions?: Readonly<Record<string, string>>;
  /** Where it is not the owner. */
  shardKey?: Readonly<Record<string, 1 | 'hashed'>>;
}

export interface Declared extends Declaration {
  owner: 'shopId' | 'agencyId' | 'none';
  shardKey: Readonly<Record<string, 1 | 'hashed'>>;
}

const declared = new Map<string, { model: Model<never>; declaration: Declared }>();

/**
 * Every collection names its owner, its shard key and each index that does not begin with the owner. One test compares all
 * of them with what the server's listIndexes says.
 */
export function declareCollection<T>(model: Model<T>, declaration: Declared): void {
  declared.set(model.collection.collectionName, { model: model as unknown as Model<never>, declaration });
}

export const declaredCollections = (): ReadonlyMap<string, { model: Model<never>; declaration: Declared }> => declared;

import mongoose, { type mongo } from 'mongoose';
import { log } from '#platform/log.js';

/**
 * The one door to a shop's collection without a shop: for the relay, the sweepers, migrations and sign-in. Each use gives its
 * reason, which travels with every command as its comment, so that the database's own log tells who asked.
 */
export function acrossShops<T extends object>(collection: string, reason: string): Across<T> {
  const documents = mongoose.connection.collection(collection) as unknown as mongo.Collection<T>;
  const comment = `across shops: ${reason}`;
  if (!told.has(comment + collection)) {
    told.add(comment + collection);
    log.info({ collection, reason }, 'reads or writes across shops');
  }
  return {
    find: (filter, options = {}) => documents.find(filter, { ...options, comment }).toArray() as Promise<T[]>,
    findOne: (filter, options = {}) => documents.findOne(filter, { ...options, comment }) as Promise<T | null>,
    distinct: (field, filter, options = {}) => documents.distinct(field, filter, { ...options, comment }) as Promise<never[]>,
    count: (filter, options = {}) => documents.countDocuments(filter, { ...options, comment }),
    aggregate: (stages) => documents.aggregate(stages, { comment }).toArray() as Promise<never[]>,
    update: (filter, change, options = {}) =>
      documents.findOneAndUpdate(filter, change, { returnDocument: 'after', ...options, comment }) as Promise<T | null>,
    updateMany: async (filter, change, options = {}) => (await documents.updateMany(filter, change, { ...options, comment })).modifiedCount,
    bulkWrite: async (operations, options = {}) => void (await documents.bulkWrite(operations, { ordered: false, ...options, comment })),
  };
}

const told = new Set<string>();

export interface Across<T extends object> {
  find(filter: mongo.Filter<T>, options?: mongo.FindOptions): Promise<T[]>;
  findOne(filter: mongo.Filter<T>, options?: mongo.FindOptions): Promise<T | null>;
  distinct<Value>(field: keyof T & string, filter: mongo.Filter<T>, options?: mongo.DistinctOptions): Promise<Value[]>;
  count(filter: mongo.Filter<T>, options?: mongo.CountDocumentsOptions): Promise<number>;
  aggregate<Row>(stages: mongo.Document[]): Promise<Row[]>;
  update(filter: mongo.Filter<T>, change: mongo.UpdateFilter<T>, options?: mongo.FindOneAndUpdateOptions): Promise<T | null>;
  updateMany(filter: mongo.Filter<T>, change: mongo.UpdateFilter<T> | mongo.Document[], options?: mongo.UpdateOptions): Promise<number>;
  bulkWrite(operations: mongo.AnyBulkWriteOperation<T>[], options?: mongo.BulkWriteOptions): Promise<void>;
}

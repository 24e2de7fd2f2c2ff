import mongoose, { type Model, type mongo, type Schema } from 'mongoose';
import { createCollection } from '#platform/mongo.js';
import { type Declared, declareCollection } from './declared.js';

/** A collection that stands above shops: agencies, people, tokens, handles. Only this room reads and writes them. */
export function globalCollection<T extends { _id: unknown }>(name: string, schema: Schema<T>, declaration: Omit<Declared, 'owner'>) {
  schema.set('autoIndex', false).set('autoCreate', false).set('versionKey', false);
  const model = mongoose.model(name, schema) as unknown as Model<T>;
  declareCollection(model, { owner: 'none', ...declaration });
  return {
    create: () => createCollection(model as never),
    documents: () => model.collection as unknown as mongo.Collection<T>,
  };
}

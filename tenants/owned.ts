import mongoose, { type ClientSession, type Model, type mongo, type PipelineStage, type Schema, type Types } from 'mongoose';
import { type Change, createCollection, type Filter } from '#platform/mongo.js';
import type { AgencyContext, ShopContext } from './context.js';
import { type Declaration, declareCollection } from './declared.js';

export interface ShopOwned {
  _id: Types.ObjectId;
  shopId: Types.ObjectId;
}

export interface AgencyOwned {
  _id: Types.ObjectId;
  agencyId: Types.ObjectId;
}

type Owner = 'shopId' | 'agencyId';
type Owned = { _id: Types.ObjectId };
/** A new document: its owner comes from the context, its id from here unless it was made before. */
export type New<T, Key extends Owner> = Omit<T, Key | '_id'> & { _id?: Types.ObjectId };

interface Reading<T> {
  sort?: Record<string, 1 | -1>;
  limit?: number;
  /** Only these fields (and `_id` and the owner) are read. */
  fields?: readonly (keyof T & string)[];
  /** The index to use, where the planner could choose badly. */
  hint?: Record<string, 1 | -1>;
}

interface Writing {
  arrayFilters?: Record<string, unknown>[];
}

/** One write of a batch; each is kept inside the owner like a single one. */
type Write<T, Key extends Owner = 'shopId'> =
  | { insert: New<T, Key> }
  | { update: Filter<T>; change: Change<T>; upsert?: boolean; arrayFilters?: Record<string, unknown>[] }
  | { remove: Filter<T> };

/**
 * A collection whose every document belongs to one shop. Its data is reached through `in(shop)` alone, which puts the
 * shop into each filter and each document, and returns results, never a query that could still be changed.
 * Mongoose holds the shape and the indexes; the handle speaks to the driver beneath it, which costs a third as much.
 */
export function shopOwned<T extends ShopOwned>(name: string, schema: Schema<T>, declaration: Declaration = {}) {
  const model = modelOf(name, schema);
  declareCollection(model, { owner: 'shopId', shardKey: { shopId: 1 }, ...declaration });
  return {
    name: model.collection.collectionName,
    create: () => createCollection(model as never),
    in: (shop: ShopContext) => documentsOf<T, 'shopId'>(model, 'shopId', shop.shopId, shop.session),
  };
}

/** The same, one level up: documents that belong to an agency. */
export function agencyOwned<T extends AgencyOwned>(name: string, schema: Schema<T>, declaration: Declaration = {}) {
  const model = modelOf(name, schema);
  declareCollection(model, { owner: 'agencyId', shardKey: { agencyId: 1 }, ...declaration });
  return {
    name: model.collection.collectionName,
    create: () => createCollection(model as never),
    in: (agency: AgencyContext) => documentsOf<T, 'agencyId'>(model, 'agencyId', agency.agencyId, agency.session),
  };
}

function modelOf<T>(name: string, schema: Schema<T>): Model<T> {
  schema.set('autoIndex', false).set('autoCreate', false).set('versionKey', false);
  return mongoose.model(name, schema) as unknown as Model<T>;
}

function documentsOf<T extends Owned, Key extends Owner>(model: Model<T>, key: Key, owner: Types.ObjectId, session: ClientSession | null) {
  const documents = model.collection as unknown as mongo.Collection<mongo.Document>;
  const inside = session ? { session } : {};
  const mine = (filter: Filter<T>): mongo.Document => {
    if (key in filter) throw new TypeError(`The filter leaves ${key} to the context`);
    return { [key]: owner, ...filter };
  };
  const owned = (doc: New<T, Key>): mongo.Document =>
    doc._id ? { ...doc, [key]: owner } : { _id: new mongoose.Types.ObjectId(), ...doc, [key]: owner };
  /** The same without a copy: of many documents those are what costs most. Not for a document that was read: it is what would be changed. */
  const taken = (doc: New<T, Key>): mongo.Document => {
    const made = doc as mongo.Document;
    made._id ??= new mongoose.Types.ObjectId();
    made[key] = owner;
    return made;
  };
  const reading = ({ sort, limit, fields, hint }: Reading<T>): mongo.FindOptions => ({
    ...inside,
    ...(sort ? { sort } : {}),
    ...(limit ? { limit, batchSize: limit + 1 } : {}),
    ...(fields ? { projection: projectionOf(key, fields) } : {}),
    ...(hint ? { hint } : {}),
  });
  const change = (given: Change<T>) => keepingOwner(key, given) as mongo.UpdateFilter<mongo.Document>;

  return {
    find: (filter: Filter<T>, options: Reading<T> = {}): Promise<T[]> =>
      documents.find(mine(filter), reading(options)).toArray() as unknown as Promise<T[]>,

    findOne: (filter: Filter<T>, options: Reading<T> = {}): Promise<T | null> =>
      documents.findOne(mine(filter), reading(options)) as unknown as Promise<T | null>,

    /** Document after document, for what does not fit into memory. */
    each: (filter: Filter<T>, options: Reading<T> = {}): AsyncIterable<T> => eachOf<T>(documents, mine(filter), reading(options)),

    /** How many; with `limit`, counting stops there. `mostMs`: as in `aggregate`. */
    count: (filter: Filter<T>, limit = 0, { hint, mostMs }: Pick<Reading<T>, 'hint'> & { mostMs?: number } = {}): Promise<number> =>
      documents.countDocuments(mine(filter), {
        ...inside,
        ...(limit ? { limit } : {}),
        ...(hint ? { hint } : {}),
        ...(mostMs ? { maxTimeMS: mostMs } : {}),
      }),

    distinct: <Value>(field: keyof T & string, filter: Filter<T>): Promise<Value[]> =>
      documents.distinct(field, mine(filter), inside) as Promise<Value[]>,

    async insert(doc: New<T, Key>): Promise<T> {
      const made = owned(doc);
      await documents.insertOne(made as mongo.OptionalId<mongo.Document>, inside);
      return made as T;
    },

    /**
     * All or, after a refusal, none of what follows. The documents are taken over: their ids and their owner are put into them, so they are
     * made for this and never those that were read.
     * @throws what the first refused insert throws
     */
    async insertMany(docs: readonly New<T, Key>[]): Promise<T[]> {
      const made = docs.map(taken);
      if (made.length > 0) await documents.insertMany(made as mongo.OptionalId<mongo.Document>[], inside);
      return made as T[];
    },

    /**
     * insertMany in two steps, for many documents: each becomes bytes as it is added, while MongoDB is busy with something else, and `send`
     * only sends them.
     */
    async inserting(): Promise<{ add(doc: New<T, Key>): void; send(): Promise<void> }> {
      const bulk = await documents.initializeOrderedBulkOp(inside);
      return {
        add: (doc) => void bulk.insert(taken(doc)),
        send: async () => {
          if (bulk.length > 0) await bulk.execute(inside);
        },
      };
    },

    /** Changes one document and answers it as it is afterwards; null where none fits. `firsts`: of a list only so many are read. */
    update: (
      filter: Filter<T>,
      given: Change<T>,
      options: Writing & { upsert?: boolean; fields?: readonly (keyof T & string)[]; firsts?: { [Field in keyof T]?: number } } = {},
    ): Promise<T | null> => {
      const { fields, firsts = {}, ...rest } = options;
      const slices = Object.fromEntries(Object.entries(firsts).map(([field, most]) => [field, { $slice: most }]));
      const projection = fields ? { projection: { ...projectionOf(key, fields), ...slices } } : {};
      return documents.findOneAndUpdate(mine(filter), change(given), {
        ...inside,
        ...rest,
        ...projection,
        returnDocument: 'after',
      }) as unknown as Promise<T | null>;
    },

    /** Changes one document; true where one fitted. Cheaper than `update`. */
    set: async (filter: Filter<T>, given: Change<T>, options: Writing & { upsert?: boolean } = {}): Promise<boolean> => {
      const done = await documents.updateOne(mine(filter), change(given), { ...inside, ...options });
      return done.matchedCount + done.upsertedCount === 1;
    },

    /** How many documents fitted. */
    updateMany: async (filter: Filter<T>, given: Change<T>): Promise<number> =>
      (await documents.updateMany(mine(filter), change(given), inside)).matchedCount,

    remove: async (filter: Filter<T>): Promise<boolean> => (await documents.deleteOne(mine(filter), inside)).deletedCount === 1,

    removeMany: async (filter: Filter<T>): Promise<number> => (await documents.deleteMany(mine(filter), inside)).deletedCount,

    /** Writes in one round trip. Unordered: a refused one does not stop the others, and is told in the result. */
    bulkWrite: (writes: readonly Write<T, Key>[], { ordered = false } = {}): Promise<BulkResult> =>
      bulk(
        documents,
        writes.map((write) => operation(write, mine, owned, change)),
        { ...inside, ordered },
      ),

    /** `mostMs`: after so long MongoDB gives it up (`tookTooLong` in platform/mongo.ts). */
    aggregate: <Row>(stages: PipelineStage[], { mostMs }: { mostMs?: number } = {}): Promise<Row[]> =>
      documents
        .aggregate([{ $match: { [key]: owner } }, ...withinCollection(stages)], { ...inside, ...(mostMs ? { maxTimeMS: mostMs } : {}) })
        .toArray() as unknown as Promise<Row[]>,
  };
}

const projectionOf = (key: Owner, fields: readonly string[]) => Object.fromEntries([key, ...fields].map((field) => [field, 1]));

interface BulkResult {
  inserted: number;
  matched: number;
  modified: number;
  upserted: number;
  removed: number;
  /** By the write's place in the batch. */
  refused: { index: number; code: number; message: string }[];
}

async function bulk(
  documents: mongo.Collection<mongo.Document>,
  operations: mongo.AnyBulkWriteOperation<mongo.Document>[],
  options: mongo.BulkWriteOptions,
): Promise<BulkResult> {
  if (operations.length === 0) return { inserted: 0, matched: 0, modified: 0, upserted: 0, removed: 0, refused: [] };
  const counts = (done: mongo.BulkWriteResult, refused: BulkResult['refused']): BulkResult => ({
    inserted: done.insertedCount,
    matched: done.matchedCount,
    modified: done.modifiedCount,
    upserted: done.upsertedCount,
    removed: done.deletedCount,
    refused,
  });
  try {
    return counts(await documents.bulkWrite(operations, options), []);
  } catch (error) {
    // Inside a transaction the refusal has ended it; outside, the other writes stand and the caller is told which do not.
    if (options.session || !(error instanceof mongoose.mongo.MongoBulkWriteError)) throw error;
    const errors = [error.writeErrors].flat();
    if (errors.length === 0) throw error;
    return counts(
      error.result,
      errors.map(({ index, code, errmsg }) => ({ index, code, message: errmsg ?? '' })),
    );
  }
}

function operation<T, Key extends Owner>(
  write: Write<T, Key>,
  mine: (filter: Filter<T>) => mongo.Document,
  owned: (doc: New<T, Key>) => mongo.Document,
  change: (given: Change<T>) => mongo.UpdateFilter<mongo.Document>,
): mongo.AnyBulkWriteOperation<mongo.Document> {
  if ('insert' in write) return { insertOne: { document: owned(write.insert) as mongo.OptionalId<mongo.Document> } };
  if ('remove' in write) return { deleteOne: { filter: mine(write.remove) } };
  const { update, change: given, ...rest } = write;
  return { updateOne: { filter: mine(update), update: change(given), ...rest } };
}

async function* eachOf<T>(
  documents: mongo.Collection<mongo.Document>,
  filter: mongo.Document,
  options: mongo.FindOptions,
): AsyncGenerator<T> {
  const cursor = documents.find(filter, options);
  try {
    for await (const doc of cursor) yield doc as T;
  } finally {
    await cursor.close();
  }
}

function keepingOwner<T>(owner: Owner, change: Change<T>): object {
  for (const [operator, fields] of Object.entries(change)) {
    if (!operator.startsWith('$')) throw new TypeError('A change is made of operators');
    const touched = [...Object.keys(fields as object), ...(operator === '$rename' ? Object.values(fields as object) : [])];
    if (touched.includes(owner) || (touched.includes('_id') && operator !== '$setOnInsert'))
      throw new TypeError('A document keeps its shop and its id');
  }
  return change;
}

const LEAVES_THE_COLLECTION = ['$lookup', '$graphLookup', '$unionWith', '$out', '$merge', '$facet'];

function withinCollection(stages: PipelineStage[]): PipelineStage[] {
  for (const name of stages.flatMap(Object.keys)) {
    if (LEAVES_THE_COLLECTION.includes(name)) throw new TypeError(`${name} could leave the shop`);
  }
  return stages;
}

import { Schema } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type ShopOwned, shopOwned } from '#tenants/index.js';

export const MOST_ATTRIBUTES = 200;

export const ATTRIBUTE_TYPES = ['TEXT', 'NUMBER', 'BOOLEAN', 'DATE', 'URL', 'LIST'] as const;
export type AttributeType = (typeof ATTRIBUTE_TYPES)[number];

/** What a shop says of its products beside the usual: material, season, care. */
export interface AttributeDefinition extends ShopOwned {
  /** Names it in a product; unique in its shop, never changed. */
  key: string;
  /** As people read it. */
  name: string;
  type: AttributeType;
  /** Of TEXT and LIST: what it may be; empty: anything. */
  options: string[];
  /** Of NUMBER: `cm`. */
  unit: string | null;
  /** Among the others, with gaps. */
  position: number;
  createdAt: Date;
  updatedAt: Date;
}

const date = { type: Date, required: true } as const;
const schema = new Schema<AttributeDefinition>(
  {
    shopId: { type: Schema.Types.ObjectId, required: true },
    key: { type: String, required: true },
    name: { type: String, required: true },
    type: { type: String, enum: ATTRIBUTE_TYPES, required: true },
    options: [String],
    unit: { type: String, default: null },
    position: { type: Number, required: true },
    createdAt: date,
    updatedAt: date,
  },
  { collection: 'attribute_definitions' },
);
schema.index({ shopId: 1, key: 1 }, { unique: true });
schema.index({ shopId: 1, position: 1, _id: 1 });

export const attributeDefinitionId = idType('attr');
export const attributeDefinitions = shopOwned<AttributeDefinition>('AttributeDefinition', schema);

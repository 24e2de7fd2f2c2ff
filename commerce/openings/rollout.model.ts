import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type AgencyOwned, agencyOwned, type ShopOwned, shopOwned } from '#tenants/index.js';
import { APPLICATION_STATUSES, type ApplicationStatus, ROLLOUT_STATUSES, type RolloutStatus } from './rollout.state.js';

/** What of a blueprint travels. */
export const BLUEPRINT_PARTS = ['SETTINGS', 'COLLECTIONS', 'PRODUCTS', 'PRICES'] as const;
export type BlueprintPart = (typeof BLUEPRINT_PARTS)[number];

/** A blueprint on its way into live shops, in waves. */
export interface BlueprintRollout extends AgencyOwned {
  blueprintShopId: Types.ObjectId;
  parts: BlueprintPart[];
  /** Finds out what would happen, and writes nothing but the report. */
  dryRun: boolean;
  status: RolloutStatus;
  /** The wave that runs, or ran last: from 1. */
  wave: number;
  /** How many shops each wave has. */
  waves: number[];
  /** Failed shops of this wave that somebody has looked at and gone on after. */
  forgiven: number;
  /** Why it stopped. */
  stoppedBecause: string | null;
  /** In the order in which they were named, wave after wave. */
  applications: { shopId: Types.ObjectId; applicationId: Types.ObjectId; wave: number }[];
  createdAt: Date;
  finishedAt: Date | null;
}

/** Where an application goes on. */
export interface Checkpoint {
  step: 'SETTINGS' | 'COLLECTIONS' | 'PRODUCTS';
  /** The collection or product of the blueprint that was last done. */
  after: Types.ObjectId | null;
}

/** Written together with what they count. */
export interface ApplicationCounts {
  settingsChanged: number;
  settingsKept: number;
  collectionsCreated: number;
  collectionsUpdated: number;
  collectionsKept: number;
  productsCreated: number;
  productsUpdated: number;
  productsUnchanged: number;
  /** Where the shop's own edits stood in the way, or the shop has thrown the product away. */
  productsKept: number;
}

export const NO_COUNTS: ApplicationCounts = {
  settingsChanged: 0,
  settingsKept: 0,
  collectionsCreated: 0,
  collectionsUpdated: 0,
  collectionsKept: 0,
  productsCreated: 0,
  productsUpdated: 0,
  productsUnchanged: 0,
  productsKept: 0,
};

export interface ApplicationProblem {
  code: string;
  message: string;
  /** The handle of what it is about; null for the shop as a whole. */
  subject: string | null;
}

/** One thing that was changed, or left as it is for the shop's sake. */
export interface ApplicationLine {
  kind: 'SETTING' | 'COLLECTION' | 'PRODUCT';
  /** A setting's name, or the handle in the blueprint. */
  subject: string;
  /** As it was in the blueprint; of a setting none. */
  title?: string;
  outcome: 'CREATED' | 'UPDATED' | 'KEPT';
  /** Of a product that keeps them. */
  fields: string[];
}

/** So many problems and so many lines are kept; the counts count all. */
export const MOST_TOLD = 200;

/** A blueprint's way into one shop. */
export interface BlueprintApplication extends ShopOwned, ApplicationCounts {
  agencyId: Types.ObjectId;
  rolloutId: Types.ObjectId;
  blueprintShopId: Types.ObjectId;
  wave: number;
  parts: BlueprintPart[];
  dryRun: boolean;
  status: ApplicationStatus;
  /** Null: nothing is left to do. */
  next: Checkpoint | null;
  /** Products of the blueprint up to this one had come before. */
  knownThrough: Types.ObjectId | null;
  /** Collections that it has made: everything on them in the blueprint takes its place there. */
  newShelves: Types.ObjectId[];
  problems: ApplicationProblem[];
  lines: ApplicationLine[];
  /** Errors of our own since the checkpoint last moved. */
  failures: number;
  /** What an undo has taken away, brought back, and left since it was edited. */
  undone: { removed: number; restored: number; kept: number };
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** What a shop last took from a blueprint: what differs from it there was edited by the shop. */
export interface Taking extends ShopOwned {
  blueprintShopId: Types.ObjectId;
  kind: 'SETTING' | 'COLLECTION' | 'PRODUCTS';
  /** A setting's name; a collection's id in the blueprint; empty for the products. */
  key: string;
  /** The setting; a digest of the collection; the id of the last product that came. */
  value: unknown;
}

/** One setting or collection as it was before an application changed it. */
export interface ApplicationChange extends ShopOwned {
  applicationId: Types.ObjectId;
  kind: 'SETTING' | 'COLLECTION';
  key: string;
  /** Of a collection: which. */
  collectionId?: Types.ObjectId;
  /** Absent for a collection that was made, and for a setting that the shop did not have. */
  before?: unknown;
  /** The setting; a digest of the collection. */
  after: unknown;
  /** What had been taken before; absent where nothing had. */
  taken?: unknown;
  expiresAt: Date;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const optionalId = { type: Schema.Types.ObjectId, default: null } as const;
const text = { type: String, required: true } as const;
const count = { type: Number, required: true } as const;
const date = { type: Date, required: true } as const;
const optionalDate = { type: Date, default: null } as const;
const mixed = { type: Schema.Types.Mixed, required: true } as const;
const parts = { type: [String], enum: BLUEPRINT_PARTS, required: true } as const;

const rolloutSchema = new Schema<BlueprintRollout>(
  {
    agencyId: id,
    blueprintShopId: id,
    parts,
    dryRun: { type: Boolean, required: true },
    status: { type: String, enum: ROLLOUT_STATUSES, required: true },
    wave: count,
    waves: [Number],
    forgiven: count,
    stoppedBecause: { type: String, default: null },
    applications: mixed,
    createdAt: date,
    finishedAt: optionalDate,
  },
  { collection: 'blueprint_rollouts' },
);
rolloutSchema.index({ agencyId: 1, _id: -1 });
export const rolloutId = idType('rollout');
export const rollouts = agencyOwned<BlueprintRollout>('BlueprintRollout', rolloutSchema);

const applicationSchema = new Schema<BlueprintApplication>(
  {
    shopId: id,
    agencyId: id,
    rolloutId: id,
    blueprintShopId: id,
    wave: count,
    parts,
    dryRun: { type: Boolean, required: true },
    status: { type: String, enum: APPLICATION_STATUSES, required: true },
    next: { type: Schema.Types.Mixed, default: null },
    knownThrough: optionalId,
    newShelves: [Schema.Types.ObjectId],
    settingsChanged: count,
    settingsKept: count,
    collectionsCreated: count,
    collectionsUpdated: count,
    collectionsKept: count,
    productsCreated: count,
    productsUpdated: count,
    productsUnchanged: count,
    productsKept: count,
    problems: mixed,
    lines: mixed,
    failures: count,
    undone: mixed,
    createdAt: date,
    startedAt: optionalDate,
    finishedAt: optionalDate,
  },
  { collection: 'blueprint_applications' },
);
applicationSchema.index({ shopId: 1, rolloutId: 1 }, { unique: true });
applicationSchema.index({ shopId: 1, _id: 1 });
export const applicationId = idType('bpapp');
export const applications = shopOwned<BlueprintApplication>('BlueprintApplication', applicationSchema);

const takingSchema = new Schema<Taking>(
  { shopId: id, blueprintShopId: id, kind: text, key: { type: String, default: '' }, value: Schema.Types.Mixed },
  { collection: 'blueprint_takings' },
);
takingSchema.index({ shopId: 1, blueprintShopId: 1, kind: 1, key: 1 }, { unique: true });
export const takings = shopOwned<Taking>('BlueprintTaking', takingSchema);

const changeSchema = new Schema<ApplicationChange>(
  {
    shopId: id,
    applicationId: id,
    kind: text,
    key: text,
    collectionId: Schema.Types.ObjectId,
    before: Schema.Types.Mixed,
    after: mixed,
    taken: Schema.Types.Mixed,
    expiresAt: date,
  },
  { collection: 'blueprint_changes' },
);
changeSchema.index({ shopId: 1, applicationId: 1, _id: -1 });
changeSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
export const applicationChanges = shopOwned<ApplicationChange>('BlueprintChange', changeSchema, { exceptions: { expiresAt_1: 'TTL' } });

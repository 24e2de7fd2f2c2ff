import type { Types } from 'mongoose';
import { z } from 'zod';
import { MATCHED_BY, type MatchedBy, type SetMode } from '#commerce/catalog/index.js';
import type { SetOptions } from '#commerce/inventory/index.js';
import { IMPORT_FORMATS } from './formats/index.js';
import type { Mapping } from './reading/table.js';

/** What of a product an import may be told to bring alone, or to leave alone, and the fields of the catalog that are meant. */
const FIELDS = {
  TITLE: ['title'],
  HANDLE: ['handle'],
  DESCRIPTION: ['descriptionHtml'],
  STATUS: ['status', 'publishedAt'],
  VENDOR: ['vendor'],
  TYPE: ['productType'],
  TAGS: ['tags'],
  CATEGORIES: ['categories'],
  ATTRIBUTES: ['attributes'],
  MEDIA: ['media', 'variants.image'],
  SEO: ['seo'],
  VARIANTS: ['variants', 'options'],
  PRICES: ['variants.price', 'variants.compareAtPrice'],
  COSTS: ['variants.cost'],
  STOCK: ['stock'],
  BARCODES: ['variants.barcode'],
  WEIGHTS: ['variants.weightGrams'],
  TAX: ['variants.taxClass'],
} as const satisfies Record<string, readonly string[]>;

export type ImportField = keyof typeof FIELDS;
const IMPORT_FIELDS = Object.keys(FIELDS) as [ImportField, ...ImportField[]];

const IMPORT_MODES = ['UPSERT', 'CREATE_ONLY', 'UPDATE_ONLY'] as const;
export type ImportMode = (typeof IMPORT_MODES)[number];

/** How a file goes into a shop. */
export interface ImportOptions {
  mode: ImportMode;
  /** Everything is found out and told, nothing is written. */
  dryRun: boolean;
  matchBy: MatchedBy[];
  /** Null: all that the file says. */
  only: ImportField[] | null;
  keep: ImportField[];
  /** What people have changed in the shop stays. */
  keepEdits: boolean;
  /** Each product's own event follows. */
  productEvents: boolean;
  /** Old addresses lead to the new ones. */
  redirects: boolean;
}

/** The usual names that find a product, the surest first. */
const USUAL_MATCH: readonly MatchedBy[] = ['EXTERNAL_ID', 'HANDLE', 'SKU'];

const unique = (values: readonly unknown[]) => new Set(values).size === values.length;
const fields = z.array(z.enum(IMPORT_FIELDS)).refine(unique, 'names a field twice');

/** A column of a file and what it means. Without a field it is passed over. */
export const MappedColumn = z.object({ name: z.string().min(1).max(500), field: z.string().min(1).max(100).nullable().default(null) });
export type MappedColumn = z.infer<typeof MappedColumn>;
export const MappedColumns = z
  .array(MappedColumn)
  .min(1, 'names no column')
  .max(500)
  .refine((columns) => unique(columns.map(({ name }) => name)), 'names a column twice');

export const NewImport = z
  .object({
    upload: z.string(),
    format: z.enum(['AUTO', ...IMPORT_FORMATS]).nullish(),
    mapping: z.string().nullish(),
    columns: MappedColumns.nullish(),
    mode: z.enum(IMPORT_MODES).nullish(),
    dryRun: z.boolean().nullish(),
    matchBy: z.array(z.enum(MATCHED_BY)).min(1, 'names nothing to find a product by').refine(unique, 'names one twice').nullish(),
    only: fields.min(1, 'names no field: leave it out to bring all that the file says').nullish(),
    keep: fields.nullish(),
    keepEdits: z.boolean().nullish(),
    productEvents: z.boolean().nullish(),
    redirects: z.boolean().nullish(),
  })
  .refine(({ mapping, columns }) => !(mapping && columns), {
    path: ['columns'],
    message: 'is given beside mapping: name a saved mapping or the columns themselves, one of the two',
  });
export type NewImport = z.input<typeof NewImport>;

/** How an upload that is looked at is to be read: the fields of NewImport that say so. */
export const InspectAs = z
  .object({ format: NewImport.shape.format, mapping: NewImport.shape.mapping, columns: NewImport.shape.columns })
  .refine(({ mapping, columns }) => !(mapping && columns), {
    path: ['columns'],
    message: 'is given beside mapping: name a saved mapping or the columns themselves, one of the two',
  });
export type InspectAs = z.output<typeof InspectAs>;

export const optionsOf = (input: NewImport): ImportOptions => ({
  mode: input.mode ?? 'UPSERT',
  dryRun: input.dryRun ?? false,
  matchBy: [...(input.matchBy ?? USUAL_MATCH)],
  only: input.only ? [...input.only] : null,
  keep: [...(input.keep ?? [])],
  keepEdits: input.keepEdits ?? false,
  productEvents: input.productEvents ?? false,
  redirects: input.redirects ?? true,
});

/** The same as formats are told. */
export const mappingOf = (columns: readonly MappedColumn[] | null): Mapping | undefined =>
  columns ? Object.fromEntries(columns.map(({ name, field }) => [name, field])) : undefined;

const MODES: Readonly<Record<ImportMode, SetMode>> = { UPSERT: 'upsert', CREATE_ONLY: 'create', UPDATE_ONLY: 'update' };

/** What variants bring besides themselves: where variants are chosen, these come along only if they are chosen too. */
const BESIDES_VARIANTS = ['PRICES', 'COSTS', 'STOCK', 'MEDIA'] as const;

/** The same for setProducts. */
export function settingOf(importId: Types.ObjectId, { mode, dryRun, matchBy, only, keep, ...rest }: ImportOptions): SetOptions {
  const locked = new Set<ImportField>(keep);
  if (only?.includes('VARIANTS')) for (const field of BESIDES_VARIANTS) if (!only.includes(field)) locked.add(field);
  return {
    mode: MODES[mode],
    matchBy,
    dryRun,
    ...(only ? { only: namesOf(only) } : {}),
    ...(locked.size > 0 ? { keep: namesOf(IMPORT_FIELDS.filter((field) => locked.has(field))) } : {}),
    keepEdited: rest.keepEdits,
    expand: rest.productEvents,
    journal: importId,
    events: 'batch',
    cleaned: true,
    reason: 'Imported',
  };
}

const namesOf = (chosen: readonly ImportField[]): string[] => chosen.flatMap((field) => FIELDS[field]);

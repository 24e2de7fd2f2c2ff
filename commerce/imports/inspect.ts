import type { Upload } from '#commerce/files/index.js';
import { UserError } from '#platform/errors.js';
import { guessMapping } from './formats/generic/index.js';
import type { GuessedColumn } from './formats/generic/mapping.js';
import { MANY } from './formats/generic/names.js';
import { formatNamed, type ImportFormat } from './formats/index.js';
import { type MappedColumn, mappingOf } from './options.js';
import type { Inspection } from './reading/examine.js';
import type { Preview } from './reading/preview.js';
import { askReader } from './reading/reader.js';
import type { Mapping, Refusal } from './reading/table.js';

/** What a file looks like, before anything is made of it. */
export interface Inspected {
  found: Inspection | null;
  columns: InspectedColumn[];
  /** Why it is no catalog; null where it is one. */
  refusal: Refusal | null;
  preview: Preview;
}

/** How a file is to be read, where that is said. */
export interface InspectedAs {
  format: ImportFormat | null;
  columns: readonly MappedColumn[] | null;
}

interface InspectedColumn {
  name: string;
  samples: string[];
  /** The field of the catalog that it is taken for, in GENERIC as a mapping calls it; null where it is passed over. */
  field: string | null;
  /** From 0 to 1: how sure that is. Below a half it is a suggestion, to be said in a mapping. */
  confidence: number;
}

/** What is less sure is a suggestion. */
const SURE = 0.5;

/** Fields that formats have columns for, as `Format.columnOf` is asked for them. */
const FIELDS = [
  'externalId',
  'handle',
  'title',
  'descriptionHtml',
  'status',
  'publishedAt',
  'vendor',
  'productType',
  'tags',
  'categories',
  'media',
  'sku',
  'barcode',
  'price',
  'compareAtPrice',
  'cost',
  'available',
  'weightGrams',
  'optionValues',
  'options',
  'taxClass',
];

/**
 * What an uploaded file is taken for, how sure that is, and what its first rows would become, with what its columns are said to mean.
 * @throws {UserError} UPLOAD_EMPTY
 */
export async function inspectUpload(
  { file }: Upload,
  { format, columns }: InspectedAs = { format: null, columns: null },
): Promise<Inspected> {
  if (!file) throw new UserError('UPLOAD_EMPTY', 'No file has arrived at this upload: PUT it to its url first', ['upload']);
  const mapping = mappingOf(columns);
  const { found, refusal, preview } = await askReader({ kind: 'inspect', key: file.key, format, ...(mapping ? { mapping } : {}) });
  return { found, columns: found ? said(columnsIn(found), mapping) : [], refusal, preview };
}

/** What is said goes before what is guessed, and is sure. */
const said = (columns: InspectedColumn[], mapping: Mapping | undefined): InspectedColumn[] =>
  columns.map((column) => {
    const field = mapping?.[column.name.trim()];
    return field === undefined ? column : { ...column, field, confidence: 1 };
  });

function columnsIn({ format, header, samples }: Inspection): InspectedColumn[] {
  const samplesAt = (at: number) => samples.flatMap((cells) => cells[at]?.trim().slice(0, 200) || []);
  if (format === 'GENERIC') {
    return guessed(header, samples).map(({ column, field, confidence }, at) => ({
      name: column,
      samples: samplesAt(at),
      field,
      confidence,
    }));
  }
  const known = new Map<string, string>();
  for (const field of FIELDS) {
    const name = formatNamed(format).columnOf({ header }, field);
    if (name && !known.has(name)) known.set(name, field);
  }
  return header.map((name, at) => ({
    name,
    samples: samplesAt(at),
    field: known.get(name.trim()) ?? null,
    confidence: known.has(name.trim()) ? 1 : 0,
  }));
}

/** As a mapping may say it: a field that is suggested is not one that another column has already. */
function guessed(header: readonly string[], samples: readonly (readonly string[])[]): GuessedColumn[] {
  const columns = guessMapping(header, samples);
  const given = new Set(columns.flatMap(({ field, confidence }) => (confidence >= SURE ? (field ?? []) : [])));
  return columns.map((column) => {
    if (!column.field || column.confidence >= SURE || MANY.has(column.field)) return column;
    if (given.has(column.field)) return { ...column, field: null, confidence: 0 };
    given.add(column.field);
    return column;
  });
}

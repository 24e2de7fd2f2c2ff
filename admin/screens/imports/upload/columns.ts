/** A column of a file and what it means; null: it is passed over. */
export interface MeantColumn {
  name: string;
  field: string | null;
}

interface GuessedColumn extends MeantColumn {
  confidence: number;
}

export const TABLE_FIELDS = [
  'title',
  'handle',
  'externalId',
  'sku',
  'barcode',
  'price',
  'compareAtPrice',
  'cost',
  'available',
  'weightGrams',
  'vendor',
  'productType',
  'tags',
  'category',
  'description',
  'image',
  'status',
  'option1',
  'option2',
  'option3',
  'publishedAt',
  'seoTitle',
  'seoDescription',
] as const;

/** Several columns may mean these at once. */
const MANY: ReadonlySet<string> = new Set(['image', 'category', 'tags']);
/** What is less sure is a suggestion, which an import does not follow. */
const SURE = 0.5;

export const isSure = ({ confidence }: Pick<GuessedColumn, 'confidence'>): boolean => confidence >= SURE;

/** What an import would follow without being told anything: each column once, those without a name left out. */
export function followed(guessed: readonly GuessedColumn[]): MeantColumn[] {
  const met = new Set<string>();
  return guessed.flatMap(({ name, field, confidence }) => {
    if (name === '' || met.has(name)) return [];
    met.add(name);
    return [{ name, field: confidence >= SURE ? field : null }];
  });
}

/** One column means something else from now on: a field that another column had, and that one alone may have, is taken from it. */
export const meaning = (columns: readonly MeantColumn[], name: string, field: string | null): MeantColumn[] =>
  columns.map((column) => {
    if (column.name === name) return { name, field };
    return field !== null && column.field === field && !MANY.has(field) ? { name: column.name, field: null } : column;
  });

/** What was said of a file's columns before, for a file that may have others besides: those are as guessed. */
export function saidOf(guessed: readonly GuessedColumn[], said: readonly MeantColumn[]): MeantColumn[] {
  const known = new Map(said.map(({ name, field }) => [name.trim(), field]));
  const taken = new Set(said.flatMap(({ field }) => (field && !MANY.has(field) ? [field] : [])));
  return followed(guessed).map(({ name, field }) => {
    const kept = known.get(name);
    if (kept !== undefined) return { name, field: kept };
    return { name, field: field !== null && taken.has(field) ? null : field };
  });
}

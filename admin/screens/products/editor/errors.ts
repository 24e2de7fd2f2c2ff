import { said } from '../../../ui/said';
import type { ApiError } from '../../../ui/use-api-form';
import { amountIn, isAmount } from '../list/query-words';
import type { ProductInput } from './input';
import type { ProductDraft } from './model';

export interface EditorErrors {
  /** By the field's own name: `title`, `seo`. */
  fields: Readonly<Record<string, string>>;
  /** By the variant's key, then by its field; what is about all of it under an empty name. */
  variants: ReadonlyMap<string, Readonly<Record<string, string>>>;
  attributes: Readonly<Record<string, string>>;
  /** By the picture's place. */
  pictures: ReadonlyMap<number, string>;
  /** What belongs nowhere. */
  rest: readonly string[];
}

export const NO_ERRORS: EditorErrors = { fields: {}, variants: new Map(), attributes: {}, pictures: new Map(), rest: [] };

const FIELDS = new Set([
  'title',
  'handle',
  'descriptionHtml',
  'status',
  'publishedAt',
  'vendor',
  'productType',
  'tags',
  'seo',
  'categories',
  'options',
]);

/** What cannot be sent at all, before it is: a product without a title, amounts and pieces that are no numbers. Null where all can. */
export function unsendable(
  { title, variants }: Pick<ProductDraft, 'title' | 'variants'>,
  said: { title: string; amount: string; pieces: string },
): EditorErrors | null {
  const fields: Record<string, string> = title.trim() ? {} : { title: said.title };
  const found = new Map<string, Record<string, string>>();
  for (const { key, id, price, compareAtPrice, cost, available, tracksInventory } of variants) {
    const wrong = Object.entries({ price, compareAtPrice, cost }).filter(
      ([name, text]) => (name === 'price' || text.trim() !== '') && !isAmount(amountIn(text)),
    );
    const problems = Object.fromEntries(wrong.map(([name]) => [name, said.amount]));
    if (id === null && tracksInventory && !/^\d{0,9}$/.test(available.trim())) problems.available = said.pieces;
    if (Object.keys(problems).length > 0) found.set(key, problems);
  }
  return found.size > 0 || fields.title ? { ...NO_ERRORS, fields, variants: found } : null;
}

/** Puts the API's errors where they belong. */
export function errorsOf(
  refusals: readonly ApiError[],
  { variantKeys, attributeKeys }: Pick<ProductInput, 'variantKeys' | 'attributeKeys'>,
): EditorErrors {
  const fields: Record<string, string> = {};
  const attributes: Record<string, string> = {};
  const variants = new Map<string, Record<string, string>>();
  const pictures = new Map<number, string>();
  const rest: string[] = [];
  for (const refusal of refusals) {
    const [name = '', place = '', inner = ''] = (refusal.field ?? []).filter((part) => part !== 'input');
    const text = said(refusal);
    const variant = name === 'variants' ? variantKeys[Number(place || Number.NaN)] : undefined;
    const attribute = name === 'attributes' ? attributeKeys[Number(place || Number.NaN)] : undefined;
    if (variant) variants.set(variant, { ...variants.get(variant), [inner === 'image' || inner === 'imageUpload' ? '' : inner]: text });
    else if (attribute) attributes[attribute] = text;
    else if (name === 'media' && place) pictures.set(Number(place), text);
    else if (FIELDS.has(name)) fields[name] = text;
    else rest.push(text);
  }
  return { fields, variants, attributes, pictures, rest };
}

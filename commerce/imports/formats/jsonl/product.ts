import { cleanHtml } from '#commerce/catalog/plain.js';
import type { CanonicalProduct, CanonicalVariant, RowProblem } from '../../reading/canonical.js';
import { short } from '../cells.js';
import type { ProductRows, Row } from '../format.js';
import { type Amount, JsonProduct, type Variant } from './form.js';

const MOST_TOLD = 5;
const MOST_VALUE = 200;

/** A product of one line. */
export class JsonlProduct implements ProductRows {
  private readonly problems: RowProblem[] = [];
  private partial = false;

  constructor(
    private readonly row: number,
    private readonly json: unknown,
    /** There is no archive that a picture could be in. */
    private readonly alone: boolean,
  ) {}

  /** The same product once more. */
  add({ number }: Row): void {
    const message = `The line ${this.row} has the same id or handle: a product goes in once`;
    this.problems.push({ row: number, column: '', code: 'ID_TWICE', message });
  }

  markPartial(): void {
    this.partial = true;
  }

  finish(): ReturnType<ProductRows['finish']> {
    const { row, json } = this;
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      const message = 'The line is no JSON object: is a quotation mark, a comma or a bracket missing?';
      return { product: null, problems: [{ row, column: '', code: 'JSON_INVALID', message }, ...this.problems] };
    }
    const read = JsonProduct.safeParse(json);
    if (!read.success) {
      const told = read.error.issues.slice(0, MOST_TOLD).map(({ path, message }) => this.fieldProblem(path, message));
      return { product: null, problems: [...told, ...this.problems] };
    }
    const mixed = read.data.variants?.findIndex((variant) => currenciesOf(variant).size > 1) ?? -1;
    if (mixed >= 0) {
      const problem = this.fieldProblem(['variants', mixed], 'has amounts in two currencies');
      return { product: null, problems: [problem, ...this.problems] };
    }
    return { product: this.read(read.data), problems: this.problems };
  }

  private read({
    keepOtherVariants,
    descriptionHtml,
    variants,
    options,
    media,
    seo,
    categories,
    publishedAt,
    ...same
  }: JsonProduct): CanonicalProduct {
    return {
      ...withoutUndefined(same),
      rows: [this.row],
      partial: this.partial || keepOtherVariants === true,
      ...(descriptionHtml === undefined ? {} : { descriptionHtml: cleanHtml(descriptionHtml ?? '') }),
      publishedAt,
      variants: variants?.map((variant) => this.variantOf(variant)),
      options: options?.map((option) => withoutUndefined(option)),
      media: media && this.mediaOf(media),
      ...(seo ? { seo: withoutUndefined(seo) } : {}),
      categories: categories?.map((path) => path.map((shelf) => withoutUndefined(shelf))),
    } as CanonicalProduct;
  }

  private variantOf({ price, compareAtPrice, cost, currency: _currency, image, ...same }: Variant): CanonicalVariant {
    const [currency] = currenciesOf({ price, compareAtPrice, cost, currency: _currency });
    return {
      row: this.row,
      ...withoutUndefined(same),
      price: price?.amount,
      compareAtPrice: decimalOf(compareAtPrice),
      cost: decimalOf(cost),
      currency,
      image: image || undefined,
    } as CanonicalVariant;
  }

  private mediaOf(media: NonNullable<JsonProduct['media']>): NonNullable<CanonicalProduct['media']> {
    return media.flatMap(({ url, alt }, at) => {
      const isMissing = this.alone && /^zip:/i.test(url);
      if (!isMissing && /^(https?:\/\/|zip:)\S+$/i.test(url) && url.length <= 2000) return [{ url, alt: alt ?? null }];
      const reason = isMissing ? 'names a picture of an archive, and the file came in none' : 'is not an http or https address';
      const message = `${short(url)} ${reason}: the product goes in without this picture`;
      this.problems.push({ row: this.row, column: `media[${at}].url`, code: 'PICTURE_INVALID', message, kept: true });
      return [];
    });
  }

  private fieldProblem(path: readonly PropertyKey[], message: string): RowProblem {
    const key = path
      .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
      .join('')
      .replace(/^\./, '');
    const value = JSON.stringify(valueAt(this.json, path))?.slice(0, MOST_VALUE);
    return {
      row: this.row,
      column: key,
      code: 'FIELD_INVALID',
      message: `${key} ${message.replace(/^[A-Z]/, (first) => first.toLowerCase())}`,
      ...(value ? { value } : {}),
    };
  }
}

const decimalOf = (amount: Amount | null | undefined): string | null | undefined => (amount ? amount.amount : amount);

function currenciesOf({
  price,
  compareAtPrice,
  cost,
  currency,
}: Pick<Variant, 'price' | 'compareAtPrice' | 'cost' | 'currency'>): Set<string> {
  return new Set([currency, price?.currency, compareAtPrice?.currency, cost?.currency].filter((code) => code !== undefined));
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  let value = json;
  for (const key of path) value = value === null || typeof value !== 'object' ? undefined : (value as Record<PropertyKey, unknown>)[key];
  return value;
}

const withoutUndefined = <T extends object>(given: T): T =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;

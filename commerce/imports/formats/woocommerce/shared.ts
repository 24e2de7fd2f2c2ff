import { slug } from '#commerce/catalog/plain.js';
import type { CanonicalProduct } from '../../reading/canonical.js';
import { BadCell, type Cells, present, short } from '../cells.js';
import { MOST_ATTRIBUTE, MOST_ATTRIBUTE_NAME, MOST_DESCRIPTION } from '../limits.js';
import { descriptionOf, listOf, oldPath, pathOf } from '../texts.js';
import type { Column, Header } from './columns.js';
import type { typeOf } from './rows.js';

export type Shared = Omit<CanonicalProduct, 'rows' | 'partial' | 'variants' | 'media' | 'options' | 'attributes'> & {
  attributes: { name: string; value: string }[];
};

const STATUSES: Readonly<Record<string, CanonicalProduct['status']>> = {
  1: 'ACTIVE',
  true: 'ACTIVE',
  yes: 'ACTIVE',
  // Private, and draft.
  0: 'DRAFT',
  '-1': 'DRAFT',
  false: 'DRAFT',
  no: 'DRAFT',
};

/** What all variations share. @throws {BadCell} */
export function readShared(cells: Cells<Column>, header: Header, type: ReturnType<typeof typeOf>): Shared {
  const title = cells.text('name');
  if (!title) throw new BadCell('name', 'TITLE_MISSING', 'The product has no name');
  const externalId = cells.text('id') || cells.text('sku', 100);
  const [brands, categories, tags] = (['brands', 'categories', 'tags'] as const).map((column) => cells.text(column, 20_000));
  const { description, short: beside } = descriptionsIn(cells);
  const address = addressOf(cells);
  const seo = { ...filled('title', cells.text('seoTitle')), ...filled('description', cells.text('seoDescription', 1000)) };
  return {
    ...(externalId ? { source: 'woocommerce', externalId } : {}),
    ...(address?.handle ? { handle: address.handle } : {}),
    title,
    descriptionHtml: description,
    ...present('status', statusOf(cells)),
    vendor: brands === undefined ? undefined : (listOf(brands)[0] ?? null),
    tags: tags === undefined ? undefined : listOf(tags),
    categories: categories === undefined ? undefined : listOf(categories).map(pathOf),
    ...(address ? { redirectFrom: [address.path] } : {}),
    ...(Object.keys(seo).length > 0 ? { seo } : {}),
    attributes: [...filledAs('Short description', beside), ...saidBesides(cells, header, type)],
  };
}

/** The attributes that a row names, each with its values as they stand. */
export function attributesIn(cells: Cells<Column>, { attributes }: Header): Map<string, string> {
  const all = new Map<string, string>();
  for (const number of attributes) {
    const name = cells.text(`attribute ${number} name`, 100);
    if (name) all.set(name, listOf(cells.text(`attribute ${number} value`, 20_000) ?? '').join(', '));
  }
  return all;
}

/** Where there is no description the short one takes its place; beside one it is an attribute. */
function descriptionsIn(cells: Cells<Column>): { description: string | undefined; short: string } {
  const [long, brief] = (['description', 'shortDescription'] as const).map((column) => cells.text(column, MOST_DESCRIPTION));
  const only = long || brief;
  const said = only === undefined && long === undefined ? undefined : descriptionOf(unescaped(only ?? ''));
  return { description: said, short: long && brief ? descriptionOf(unescaped(brief)) : '' };
}

/** WooCommerce writes a line's end as `\n`, and that as `\\n`. */
const unescaped = (text: string): string => text.replace(/\\(\\?)n/g, (_all, twice: string) => (twice ? '\\n' : '\n'));

function statusOf(cells: Cells<Column>): CanonicalProduct['status'] {
  const text = cells.text('published')?.toLowerCase();
  if (!text) return undefined;
  const status = STATUSES[text];
  if (!status) throw new BadCell('published', 'STATUS_INVALID', `${short(text)} is neither 1 (published), 0 (private) nor -1 (draft)`);
  return status;
}

/** Only files of some plugins say where a product stood. */
function addressOf(cells: Cells<Column>): { path: string; handle: string } | undefined {
  const [permalink, name] = [cells.text('permalink', 2000), cells.text('slug')];
  const path = permalink ? oldPath(permalink) : null;
  if (path) return { path, handle: slug(name || decoded(path.split('?')[0]!.split('/').filter(Boolean).at(-1) ?? '')) };
  return name ? { path: `/product/${name}/`, handle: slug(name) } : undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function saidBesides(cells: Cells<Column>, { others }: Header, { kind, marks }: ReturnType<typeof typeOf>): Shared['attributes'] {
  return [
    ...filledAs('Type', marks.join(', ')),
    ...(kind === 'external'
      ? [...filledAs('External URL', cells.text('externalUrl', 2000)), ...filledAs('Button text', cells.text('buttonText'))]
      : []),
    ...(kind === 'grouped' ? filledAs('Grouped products', cells.text('grouped', 20_000)) : []),
    ...others.flatMap(({ column, name }) => filledAs(name, cells.text(column, MOST_DESCRIPTION))),
  ];
}

const filledAs = (name: string, value: string | undefined): { name: string; value: string }[] =>
  value ? [{ name: name.slice(0, MOST_ATTRIBUTE_NAME), value: value.slice(0, MOST_ATTRIBUTE) }] : [];

const filled = <Key extends string>(key: Key, value: string | undefined) => (value ? { [key]: value } : {});

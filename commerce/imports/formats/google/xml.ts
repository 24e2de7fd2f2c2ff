import type { SaxesParser } from 'saxes';
import { MOST_DESCRIPTION } from '../../formats/limits.js';
import type { SourceRow } from '../../reading/table.js';
import { BadXml, foundInXml, localName } from '../../reading/xml.js';
import { type Column, FIELDS } from './columns.js';

/** Feeds are flat; what is nested deeper is made to fill memory. */
const MOST_DEPTH = 50;
/** An item is what RSS and Atom call it. */
const ITEMS = new Set(['item', 'entry']);
/** Atom's own names for what RSS calls otherwise. */
const CALLED: Readonly<Record<string, Column>> = { summary: 'description', content: 'description' };
/** Several of them in one item are told as a table tells them: with commas between. */
const REPEATED = new Set<string>(['additional_image_link']);
/** Of HTML's own entities those that feeds use without saying what they are. */
const ENTITIES = {
  nbsp: '\u00a0',
  copy: '©',
  reg: '®',
  trade: '™',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  euro: '€',
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: feeds carry them, and XML allows none
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

export const isXml = (text: string): boolean => /^\s*</.test(text);

/** A feed's items, numbered from 1. Where the XML is broken, what comes after cannot be read: one row says so. */
export async function* itemsOf(text: AsyncIterable<string>): AsyncGenerator<SourceRow> {
  let number = 0;
  try {
    for await (const item of foundInXml<Map<string, string>>(plain(text), gatherItems)) {
      number++;
      yield { number, cells: FIELDS.map((field) => item.get(field) ?? '') };
    }
  } catch (error) {
    if (!(error instanceof BadXml)) throw error;
    const message = `The XML is broken in or after this item, and nothing below it can be read: ${error.message.slice(0, 120)}`;
    yield { number: number + 1, cells: null, problem: { code: 'XML_BROKEN', message }, raw: '' };
  }
}

async function* plain(text: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const piece of text) yield piece.replace(CONTROL, '');
}

/** Listens for items. A field stands right below its item; Google's own, with a prefix, goes before one of RSS or Atom. */
function gatherItems(parser: SaxesParser, give: (item: Map<string, string>) => void): void {
  Object.assign(parser.ENTITIES, ENTITIES);
  let depth = 0;
  let itemDepth = 0;
  let item = new Map<string, string>();
  let own = new Set<string>();
  let text = '';
  parser.on('opentag', ({ name, attributes }) => {
    if (++depth > MOST_DEPTH) throw new BadXml(`Tags stand in each other more than ${MOST_DEPTH} deep`);
    if (itemDepth === 0 && ITEMS.has(localName(name))) {
      itemDepth = depth;
      item = new Map();
      own = new Set();
    } else if (depth === itemDepth + 1) {
      text = name === 'link' ? String(attributes.href ?? '') : '';
    }
  });
  const take = (piece: string) => {
    // One character too many lets the reader tell that the text is too long.
    if (itemDepth > 0 && depth === itemDepth + 1 && text.length <= MOST_DESCRIPTION) text += piece.slice(0, MOST_DESCRIPTION + 1);
  };
  parser.on('text', take);
  parser.on('cdata', take);
  parser.on('closetag', ({ name }) => {
    if (itemDepth > 0 && depth === itemDepth + 1) keep(item, own, name, text.trim());
    if (depth === itemDepth) {
      itemDepth = 0;
      give(item);
    }
    depth--;
  });
}

function keep(item: Map<string, string>, own: Set<string>, name: string, text: string): void {
  const field = CALLED[name] ?? localName(name);
  const before = item.get(field);
  const isOwn = name.includes(':');
  if (REPEATED.has(field) && before && before.length <= MOST_DESCRIPTION) item.set(field, `${before},${text}`);
  else if (before === undefined || (isOwn && !own.has(field))) item.set(field, text);
  if (isOwn) own.add(field);
}

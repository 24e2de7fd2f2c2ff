import type { Format, Row } from '../format.js';
import { JsonlProduct } from './product.js';

const HEADER = 'product';
/** Keys of which a product has at least two. */
const KEYS = ['id', 'title', 'handle', 'descriptionHtml', 'variants', 'options', 'status', 'externalId', 'media', 'vendor', 'tags'];
const MOST_LINES = 5;

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isProduct(json: unknown): boolean {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false;
  return ('title' in json || 'variants' in json) && KEYS.filter((key) => key in json).length >= 2;
}

/** What of a line names the product; empty where nothing does. */
function keyIn(json: unknown): string {
  const { id, source, externalId, handle } = (json ?? {}) as Record<string, unknown>;
  if (typeof externalId === 'string' && externalId) return `${String(source)} ${externalId}`;
  return [handle, id].find((name): name is string => typeof name === 'string' && name !== '') ?? '';
}

/** Shopyard's own export: a product in each line, as JSON, in the form that productsSet takes. */
export const jsonl: Format<'JSONL'> = {
  name: 'JSONL',
  title: "Shopyard's own JSONL",
  lines: { header: HEADER },
  detect({ text }) {
    if (!/^\s*\{/.test(text)) return null;
    const lines = text.split('\n', MOST_LINES * 2).filter((line) => line.trim() !== '');
    // The last one may be cut off.
    const good = lines.slice(0, MOST_LINES).find((line) => isProduct(parsed(line)));
    return good ? { confidence: 0.97, reason: 'Each line is a product in JSON' } : null;
  },
  refuses: () => null,
  reader({ alone = false }) {
    let last = { text: '', json: undefined as unknown };
    const jsonOf = ({ cells: [text = ''] }: Row): unknown => {
      if (last.text !== text) last = { text, json: parsed(text) };
      return last.json;
    };
    return { keyOf: (row) => keyIn(jsonOf(row)), begin: (row) => new JsonlProduct(row.number, jsonOf(row), alone) };
  },
  columnOf: (_heading, field) => field,
};

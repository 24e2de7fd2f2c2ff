import { isDeepStrictEqual } from 'node:util';
import type { AuditChange } from '#tenants/index.js';
import { keptValue } from './audit-input.js';

type Document = Readonly<Record<string, unknown>>;

/** Names of its owner, and what follows from other fields or changes without anybody's doing. */
const UNTOLD = new Set([
  '_id',
  'shopId',
  'agencyId',
  'updatedAt',
  'createdAt',
  'terms',
  'contentHash',
  'revision',
  'edited',
  'skus',
  'lowestPrice',
  'inStock',
  'stockCheckedAt',
  'polls',
  'pollAt',
  'keysAt',
  'submissions',
  '__typename',
]);

const NAMES = new Set(['title', 'name', 'handle', 'path', 'url', 'key']);
const MOST_FIELDS = 20;
const MOST_VALUE = 1200;

/** Which fields of a document are no longer as they were, each cut to the part that changed. `ofBuyer`: it is about a buyer. */
export function changesBetween(before: object | null, after: object | null, ofBuyer = false): AuditChange[] {
  if (!before) return [];
  const [earlier, later] = [told(before), after ? told(after) : null];
  if (!later) return gone(earlier, ofBuyer);
  const names = [...new Set([...Object.keys(earlier), ...Object.keys(later)])];
  return names
    .filter((name) => !isDeepStrictEqual(earlier[name], later[name]))
    .slice(0, MOST_FIELDS)
    .map((field) => {
      const [was, is] = narrowed(earlier[field], later[field]);
      return { field, before: keptValue(field, was, MOST_VALUE, ofBuyer), after: keptValue(field, is, MOST_VALUE, ofBuyer) };
    });
}

/** What was deleted is told by the names it had. */
function gone(earlier: Document, ofBuyer: boolean): AuditChange[] {
  const names = Object.keys(earlier).filter((name) => NAMES.has(name));
  return names.map((field) => ({ field, before: keptValue(field, earlier[field], MOST_VALUE, ofBuyer), after: 'null' }));
}

/** Ids and moments as JSON has them: two ObjectIds of one value are one. */
const told = (document: object): Document =>
  Object.fromEntries(
    Object.entries(document).flatMap(([name, value]) =>
      UNTOLD.has(name) || value === undefined ? [] : [[name, JSON.parse(JSON.stringify(value))]],
    ),
  );

/** Only what differs: of 250 variants the one whose price was changed. */
function narrowed(before: unknown, after: unknown): [unknown, unknown] {
  if (Array.isArray(before) && Array.isArray(after)) {
    const same = (one: unknown, others: readonly unknown[]) => others.some((other) => isDeepStrictEqual(one, other));
    if (before.length !== after.length || before.some((one) => typeof one !== 'object')) return [before, after];
    return [before.filter((one) => !same(one, after)), after.filter((one) => !same(one, before))];
  }
  if (!isRecord(before) || !isRecord(after)) return [before, after];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !isDeepStrictEqual(before[name], after[name]),
  );
  const pairs = names.map((name) => [name, narrowed(before[name], after[name])] as const);
  const side = (at: 0 | 1) => Object.fromEntries(pairs.flatMap(([name, pair]) => (pair[at] === undefined ? [] : [[name, pair[at]]])));
  return [side(0), side(1)];
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

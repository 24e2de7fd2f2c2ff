import { decimal, placesOfCurrency } from '../../ui/decimal';

/** A step on the way into a document: a field, or one of many, by its name. */
export type Step = { field: string } | { name: string };

/** One value that is another now, and where it stands. */
export interface Leaf {
  path: Step[];
  before: unknown;
  after: unknown;
}

type Plain = Readonly<Record<string, unknown>>;
type Many = ReadonlyMap<string, Plain>;

/** What an entry keeps of a changed field, down to the values that differ: of fifty variants the one price. */
export function leavesOf(field: string, before: unknown, after: unknown): Leaf[] {
  return within([{ field }], before, after);
}

function within(path: Step[], before: unknown, after: unknown): Leaf[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (isPlain(before) && isPlain(after)) {
    const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return fields.flatMap((field) => within([...path, { field }], before[field], after[field]));
  }
  const [was, is] = [manyIn(before), manyIn(after)];
  if (!was || !is) return [{ path, before: before ?? null, after: after ?? null }];
  const changed = [...new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
    const name = nameOf(is.get(key) ?? was.get(key)!, key);
    return within([...path, { name }], was.get(key), is.get(key));
  });
  return inOneOrder(was, is) ? changed : [{ path, before: namesOf(was), after: namesOf(is) }, ...changed];
}

/** Whether what stayed stands in the order it stood in. */
function inOneOrder(was: Many, is: Many): boolean {
  const stayed = [...is.keys()].filter((key) => was.has(key));
  return [...was.keys()].filter((key) => is.has(key)).every((key, at) => key === stayed[at]);
}

/** Things by their ids; null where these are none, or would be taken for one another. */
function manyIn(value: unknown): Many | null {
  if (!Array.isArray(value) || !value.every(isPlain)) return null;
  const byId = new Map(value.map((one) => [String(one.id ?? one._id ?? one.key ?? one.url ?? one.name), one]));
  return byId.size === value.length && !byId.has('undefined') ? byId : null;
}

const nameOf = ({ title, name, sku, optionValues }: Plain, key: string): string =>
  [title, name, Array.isArray(optionValues) && optionValues.join(' / '), sku, key].find((one) => typeof one === 'string' && one) as string;

const namesOf = (many: Many): string[] => [...many].map(([key, one]) => nameOf(one, key));

const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whole numbers that are amounts, in the minor unit of their shop's currency. */
const AMOUNTS = new Set(
  'price compareAtPrice cost paid refunded refunding total subtotal discount shipping tax shippingTax freeFrom amount fee'.split(' '),
);
/** In hundredths of a percent. */
const RATES = new Set(['taxRate', 'rate']);
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** What kind of value it is, for whoever reads it. */
export function kindOf(path: readonly Step[], value: unknown): 'nothing' | 'amount' | 'rate' | 'moment' | 'words' | 'other' {
  const last = path.findLast((step) => 'field' in step)?.field ?? '';
  if (value === null || value === undefined || value === '') return 'nothing';
  if (typeof value === 'number') return AMOUNTS.has(last) && Number.isInteger(value) ? 'amount' : RATES.has(last) ? 'rate' : 'other';
  if (typeof value === 'string') return MOMENT.test(value) ? 'moment' : 'words';
  return 'other';
}

/** `12900` of CNY → `129.00`: as amounts are written outside. */
export const decimalOf = (minor: number, currency: string): string => decimal(BigInt(minor), placesOfCurrency(currency));

import type { Property } from './grammar.js';
import { BRAND, propertyName, valueName } from './names.js';

/** What a product's properties and values are called: by the seller first. */
export class Names {
  private readonly own = new Map<string, string>();

  constructor(given: readonly (Property & { name: string })[]) {
    // Tools that write these cells lose the leading 1 of 1627207.
    for (const { pid, vid, name } of given) this.own.set(`${pid === '627207' ? '1627207' : pid}:${vid}`, name);
  }

  ofValue({ pid, vid }: Property): string {
    return this.own.get(`${pid}:${vid}`) ?? valueName(pid, vid) ?? vid;
  }

  ofProperty(pid: string): string | undefined {
    return propertyName(pid);
  }
}

/** Properties that are no options, as name and value. */
export function attributesOf(given: { set: readonly Property[]; pids: string; values: string; outerId: string; names: Names }): {
  all: { name: string; value: string }[];
  brand: string | undefined;
} {
  const { names } = given;
  const found = new Map<string, string[]>();
  const add = (name: string, value: string) => {
    const values = found.get(name) ?? [];
    if (value !== '' && !values.includes(value)) found.set(name, [...values, value]);
  };
  const typed = typedIn(given.pids, given.values);
  for (const { pid, value } of typed) add(names.ofProperty(pid) ?? pid, value);
  const known = new Set(typed.map(({ pid }) => pid));
  for (const property of given.set) {
    // What the seller typed in is listed a second time by the number of its value.
    if (!known.has(property.pid)) add(names.ofProperty(property.pid) ?? property.pid, names.ofValue(property));
  }
  if (given.outerId) add('商家编码', given.outerId);
  const all = [...found].map(([name, values]) => ({ name, value: values.join(', ').slice(0, 2000) }));
  return { all, brand: typed.find(({ pid }) => pid === BRAND)?.value.slice(0, 255) };
}

/** `pid,pid` beside `value,value`; a value may go on with names and values of its own: `Eizo;Model;CX 271`. */
function typedIn(pids: string, values: string): { pid: string; value: string }[] {
  const typed = values.split(',');
  return pids.split(',').flatMap((pid, at) => {
    const value = typed[at]?.split(';')[0]?.trim();
    return /^\d+$/.test(pid.trim()) && value ? [{ pid: pid.trim(), value }] : [];
  });
}

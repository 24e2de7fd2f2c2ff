import { catalog } from './examples/catalog.js';
import type { ExamplesOfNoun } from './examples/example.js';
import { imports } from './examples/imports.js';
import { inventory } from './examples/inventory.js';
import { orders } from './examples/orders.js';
import { payments } from './examples/payments.js';
import { people } from './examples/people.js';
import { shopping } from './examples/shopping.js';
import { shops } from './examples/shops.js';

export { WITHOUT_TENANT } from './examples/people.js';
export { SHOPPERS_SUBJECTS } from './examples/shopping.js';

const NOUNS = [shops, catalog, inventory, orders, payments, imports, people, shopping];

function all<Part extends keyof ExamplesOfNoun>(part: Part): Required<ExamplesOfNoun>[Part] {
  const entries = NOUNS.flatMap((noun) => Object.entries(noun[part] ?? {}));
  const names = entries.map(([name]) => name);
  const twice = names.filter((name, at) => names.indexOf(name) < at);
  if (twice.length > 0) throw new Error(`Two files of tests/tenancy/examples have ${part} for ${twice.join(', ')}`);
  return Object.fromEntries(entries) as Required<ExamplesOfNoun>[Part];
}

/** What an argument of this name is given, whatever field takes it; or what this one mutation is given. */
export const SUBJECTS = all('subjects');
/** The inputs of mutations, by the mutation's name. Every id that the input may name is tried: see UNTRIED. */
export const INPUTS = all('inputs');
/** Ids in an input that are no tenant's, or that the field cannot take. */
export const UNTRIED = all('untried');
/** What fields that look something up, or search a list, are asked for, one after the other. */
export const LOOK_UPS = all('lookUps');

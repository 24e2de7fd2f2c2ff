import type { AttributeDefinition } from './attribute.model.js';

const MOST_ENTRIES = 100;

/** What is wrong with a value, as the second half of a sentence; null where it is of its type. */
export function valueProblem({ type, options }: Pick<AttributeDefinition, 'type' | 'options'>, value: string): string | null {
  switch (type) {
    case 'TEXT':
      return oneOf(options, [value]);
    case 'NUMBER':
      return /^-?\d{1,15}(\.\d{1,10})?$/.test(value) ? null : 'takes a number like 12.5';
    case 'BOOLEAN':
      return value === 'true' || value === 'false' ? null : 'takes true or false';
    case 'DATE':
      return isDate(value) ? null : 'takes a date like 2026-11-05';
    case 'URL':
      return isAddress(value) ? null : 'takes an http or https address';
    case 'LIST': {
      const entries = entriesOf(value);
      return entries ? oneOf(options, entries) : `takes a JSON list of at most ${MOST_ENTRIES} texts, like ["red", "blue"]`;
    }
  }
}

const oneOf = (options: readonly string[], values: readonly string[]): string | null =>
  options.length === 0 || values.every((one) => options.includes(one)) ? null : `takes one of ${options.slice(0, 20).join(', ')}`;

/** 2026-02-30 is none: the calendar has to give back what it was given. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const read = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(text);
}

function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

function entriesOf(text: string): string[] | null {
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) && read.length <= MOST_ENTRIES && read.every((one) => typeof one === 'string') ? read : null;
  } catch {
    return null; // told by the caller
  }
}

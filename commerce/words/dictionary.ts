import { type Filled, filled, type Template, template } from './template.js';

/**
 * How a language says what the API says in English. Keys are English with `{0}`, `{1}`… for what varies; values name the same ones,
 * in any order, as they come or in a form: `{0:order}` takes the word for it from the list of that name.
 */
export interface Language {
  /** Whole sentences. */
  readonly sentences: Readonly<Record<string, string>>;
  /** What is wrong with a field: the half of a sentence behind its name, as in `title: is missing`. */
  readonly checks: Readonly<Record<string, string>>;
  /** Names of fields. */
  readonly fields: Readonly<Record<string, string>>;
  /** Lists of words that are closed, such as the states of an order. */
  readonly words: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Of several of a kind: the third. */
  readonly place: (number: number) => string;
  readonly quoted: (text: string) => string;
  readonly joins: { readonly list: string; readonly names: string; readonly field: string };
}

/** Longer texts are no sentences of ours. */
const LONGEST = 4000;
/** A sentence within a sentence; none is deeper. */
const DEEPEST = 2;
const FIELD = /^[A-Za-z0-9_$.[\]]{1,200}$/;

/** Answers the translation of a sentence; null where there is none. */
export function dictionary(language: Language): (sentence: string) => string | null {
  const sentences = table(language.sentences);
  const checks = table(language.checks);

  function say(text: string, depth = 0): string | null {
    if (text.length > LONGEST) return null;
    const exact = sentences.exact.get(text);
    return exact ?? sayOfField(text, ': ', depth) ?? from(sentences, text, depth) ?? sayOfField(text, ' ', depth);
  }

  function sayOfField(text: string, between: ': ' | ' ', depth: number): string | null {
    const at = text.indexOf(between);
    const field = text.slice(0, Math.max(0, at));
    if (!FIELD.test(field)) return null;
    const rest = text.slice(at + between.length);
    const said = check(rest, depth) ?? check(`${rest.slice(0, 1).toUpperCase()}${rest.slice(1)}`, depth);
    return said === null ? null : `${fieldName(field, language)}${language.joins.field}${said}`;
  }

  const check = (text: string, depth: number) => checks.exact.get(text) ?? from(checks, text, depth);

  function from({ open }: Table, text: string, depth: number): string | null {
    for (const { english, said } of open) {
      const values = filled(english, text);
      if (values) return put(said, values, depth);
    }
    return null;
  }

  const put = ({ pieces, slots }: Template, values: Filled, depth: number): string =>
    pieces
      .map((piece, at) => (at === 0 ? piece : `${word(values.get(slots[at - 1]!.number) ?? '', slots[at - 1]!.form, depth)}${piece}`))
      .join('');

  function word(value: string, form: string | null, depth: number): string {
    const known: Readonly<Record<string, string>> = (form !== null && language.words[form]) || {};
    switch (form) {
      case null:
        return value;
      case 'sentence':
        return depth < DEEPEST ? (say(value, depth + 1) ?? check(value, depth + 1) ?? value) : value;
      case 'field':
        return fieldName(value, language);
      case 'quoted':
        return value.length > 1 && value.startsWith('"') && value.endsWith('"') ? language.quoted(value.slice(1, -1)) : value;
      case 'list':
        return value.split(', ').join(language.joins.list);
      case 'and':
        return value.split(' and ').join(language.joins.list);
      default: {
        const all = value.split(', ').map((one) => known[one]);
        return known[value] ?? (all.every((one) => one !== undefined) ? all.join(language.joins.list) : value);
      }
    }
  }

  return say;
}

interface Table {
  readonly exact: ReadonlyMap<string, string>;
  /** Those with more words of their own first: they say more precisely what is meant. */
  readonly open: readonly { english: Template; said: Template }[];
}

function table(said: Readonly<Record<string, string>>): Table {
  const read = Object.entries(said).map(([english, words]) => ({
    text: english,
    words,
    english: template(english),
    said: template(words),
  }));
  const own = ({ english }: { english: Template }) => english.pieces.join('').length;
  return {
    exact: new Map(read.filter(({ english }) => english.slots.length === 0).map(({ text, words }) => [text, words])),
    open: read.filter(({ english }) => english.slots.length > 0).toSorted((a, b) => own(b) - own(a)),
  };
}

/** `variants.3.price` by its parts' names; as it is where one of them has none. */
function fieldName(path: string, { fields, place, joins }: Language): string {
  const parts = path.split(/[.[\]]+/).filter(Boolean);
  const said = parts.length > 1 && parts[0] === 'input' ? parts.slice(1) : parts;
  const names: string[] = [];
  for (const part of said) {
    const name = fields[part];
    if (/^\d+$/.test(part) && names.length > 0) names.push(`${names.pop()}${place(Number(part) + 1)}`);
    else if (name) names.push(name);
    else return path;
  }
  return names.join(joins.names);
}

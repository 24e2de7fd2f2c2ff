import mongoose from 'mongoose';
import type { Answer } from '#tests/support/server.js';
import type { Place } from './places/place.js';

const { deserialize, EJSON } = mongoose.mongo.BSON;
const PUBLIC_ID = /^([a-z]+)_[0-9a-f]{24}$/;
const SECRET = /^(sy_[a-z]+)_[\w-]{43}$/;

/** Every string below a value, replaced. */
export function mapStrings<Value>(value: Value, map: (text: string) => string): Value {
  if (typeof value === 'string') return map(value) as Value;
  if (Array.isArray(value)) return value.map((one) => mapStrings(one, map)) as Value;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapStrings(one, map)])) as Value;
}

/** What an asker brings along that is not his own, and for each a name of the same form that nothing has. */
export interface Brought {
  names: ReadonlyMap<string, string>;
  /** False: nothing but words, which anybody may use. */
  aims: boolean;
}

export function missingFor(args: unknown, victim: Place, own: unknown = null): Brought {
  const his = new Set<string>();
  mapStrings(own, (text) => {
    his.add(text);
    return text;
  });
  const names = new Map<string, string>();
  let aims = false;
  mapStrings(args, (text) => {
    if (his.has(text)) return text;
    const [, prefix] = PUBLIC_ID.exec(text) ?? SECRET.exec(text) ?? [];
    if (prefix) names.set(text, SECRET.test(text) ? `${prefix}_${'A'.repeat(43)}` : `${prefix}_${'0'.repeat(24)}`);
    else if (text.includes(victim.mark)) names.set(text, text.replaceAll(victim.mark, 'nobodys'));
    aims ||= prefix !== undefined;
    return text;
  });
  return { names, aims };
}

export const replacing =
  ({ names }: Brought) =>
  (text: string) =>
    names.get(text) ?? text;

/** An answer as the client reads it, without what is new in every answer. */
export function shown({ data, errors }: Answer<unknown>): string {
  return JSON.stringify({ data, errors }).replace(/req_[0-9a-f]{24}/g, 'req');
}

/** An answer in which the names that the asker brought along himself are replaced by those of nothing. */
export function asIfMissing(answer: Answer<unknown>, { names }: Brought): string {
  let text = shown(answer);
  for (const [name, missing] of names) text = text.replaceAll(name, missing);
  return text;
}

/** What the victim has at this moment: documents that belong to the place, or to its agency and not to the place beside it. */
export interface Belongings {
  /** Each document, with its collection, as one text. */
  documents: ReadonlySet<string>;
  /** Their ids. */
  ids: ReadonlySet<string>;
}

export async function belongingsOf(victim: Place, beside: Place): Promise<Belongings> {
  const [shop, agency, sister] = [victim.shop.shopId, victim.shop.agencyId, beside.shop.shopId].map((id) => id.toHexString());
  const names = [victim.shop.shopId, victim.shop.agencyId].flatMap((id) => [Buffer.from(id.id), Buffer.from(id.toHexString())]);
  const [documents, ids] = [new Set<string>(), new Set<string>()];
  const across = { comment: 'across shops: the tenancy suite' };
  const db = mongoose.connection.db!;
  const brought = await db.collection('imports').distinct('uploadId', { shopId: beside.shop.shopId }, across);
  const filters: Record<string, object> = {
    // The log grows with each attack: those of the place beside it are not the victim's.
    audit_log: { agencyId: victim.shop.agencyId, shopIds: { $ne: beside.shop.shopId } },
    // An agency's file that was brought into the shop beside it is shown there, at its import.
    uploads: { _id: { $nin: brought } },
  };
  const keep = async (name: string) => {
    const found = await db
      .collection<Uint8Array>(name)
      .find(filters[name] ?? {}, { ...across, raw: true })
      .toArray();
    for (const bytes of found) {
      // Most are others': what names neither the shop nor its agency is not even read.
      const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      if (!names.some((one) => raw.includes(one))) continue;
      const { id, text } = told(name, raw);
      if (!text.includes(shop!) && (!text.includes(agency!) || text.includes(sister!))) continue;
      documents.add(text);
      ids.add(id);
    }
  };
  const all = await db.listCollections({}, { nameOnly: true }).toArray();
  await Promise.all(all.map(({ name }) => keep(name)));
  return { documents, ids };
}

interface Told {
  id: string;
  /** The document, with its collection. */
  text: string;
}
/** By their bytes: nearly all are the same whenever they are looked at. */
const known = new Map<string, Told>();

function told(name: string, raw: Buffer): Told {
  const key = `${name} ${raw.toString('latin1')}`;
  const found = known.get(key);
  if (found) return found;
  const row = deserialize(raw);
  // Whoever tried something typed what stands there: his own log may name what is another's.
  if (name === 'audit_log') for (const typed of ['input', 'subject', 'words']) delete row[typed];
  const made = { id: String(row._id), text: `${name} ${EJSON.stringify(row)}` };
  known.set(key, made);
  return made;
}

/** Documents that came, went or changed. */
export const changesBetween = (before: Belongings, after: Belongings): string[] => [
  ...[...before.documents].filter((one) => !after.documents.has(one)).map((one) => `- ${one}`),
  ...[...after.documents].filter((one) => !before.documents.has(one)).map((one) => `+ ${one}`),
];

/** What of the victim's stands in an answer, beyond what the asker typed himself. */
export function leaks(answer: Answer<unknown>, victim: Place, { ids }: Belongings, typed: unknown): string[] {
  let text = shown(answer);
  mapStrings(typed, (word) => {
    if (word.length >= victim.mark.length) text = text.replaceAll(word, '');
    return word;
  });
  const found = [...text.matchAll(/[0-9a-f]{24}/g)].map(([id]) => id).filter((id) => ids.has(id));
  return [...found, ...(text.includes(victim.mark) ? [victim.mark] : [])];
}

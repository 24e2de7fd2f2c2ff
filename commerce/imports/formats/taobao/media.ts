import { type Property, readPictures, type TaobaoPicture } from './grammar.js';

const MOST_MEDIA = 250;

export interface Media {
  media: { url: string; alt: null }[];
  /** The picture of what a variant is by its properties. */
  imageOf(properties: readonly Property[]): string | undefined;
  /** Names of pictures that are nowhere to be had. */
  missing: string[];
}

/** A picture's name as files in the folder beside have it. */
export const plainName = (path: string): string =>
  path
    .replace(/^.*\//, '')
    .replace(/\.[^.]*$/, '')
    .toLowerCase();

/** For the reader: the archive's entries with this row's pictures. Empty where it has none of them. */
export function entriesOf(picture: string, byName: ReadonlyMap<string, string>): string[] {
  if (byName.size === 0) return [];
  const names = readPictures(picture).flatMap((one) => one.names);
  return [...new Set(names.flatMap((name) => byName.get(plainName(name)) ?? []))];
}

/** @param note the entries of the archive with these pictures, as JSON */
export function mediaOf(picture: string, note: string | undefined): Media {
  const entries = new Map((note ? (JSON.parse(note) as string[]) : []).map((path) => [plainName(path), path]));
  const missing: string[] = [];
  const ofValues = new Map<string, string>();
  const urls = new Set<string>();
  for (const one of inOrder(readPictures(picture))) {
    const url = urlOf(one, entries);
    if (!url) missing.push(one.names[0]!);
    else if (urls.has(url) || urls.size < MOST_MEDIA) urls.add(url);
    if (url && one.property) ofValues.set(`${one.property.pid}:${one.property.vid}`, url);
  }
  const imageOf = (properties: readonly Property[]) => properties.map(({ pid, vid }) => ofValues.get(`${pid}:${vid}`)).find(Boolean);
  return { media: [...urls].map((url) => ({ url, alt: null })), imageOf, missing };
}

/** The product's own first. */
const inOrder = (pictures: readonly TaobaoPicture[]): TaobaoPicture[] =>
  pictures.toSorted((a, b) => Number(a.property !== null) - Number(b.property !== null) || a.position - b.position);

function urlOf({ names, url }: TaobaoPicture, entries: ReadonlyMap<string, string>): string | undefined {
  for (const name of names) {
    const path = entries.get(plainName(name));
    if (path) return `zip:${path}`;
  }
  const whole = url.startsWith('//') ? `https:${url}` : url;
  return /^https?:\/\/\S{1,1990}$/i.test(whole) ? whole : undefined;
}

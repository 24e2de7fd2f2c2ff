import { SaxesParser } from 'saxes';

/** So much text without a tag is no catalog. */
const MOST_TEXT = 4 * 1024 * 1024;

/** XML that cannot be read: the sentence says why. */
export class BadXml extends Error {}

/** A tag's name without its prefix: `g:id` → `id`. */
export const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * What is found in an XML text as it comes in: `watch` listens to the parser and gives what it finds. Entities from outside are not
 * fetched, and no others than XML's own are known.
 * @throws {BadXml}
 */
export async function* foundInXml<T>(
  text: AsyncIterable<string>,
  watch: (parser: SaxesParser, give: (found: T) => void) => void,
): AsyncGenerator<T> {
  let found: T[] = [];
  /** How long ago a `<` and a `>` stood: each alone may stand in a text. */
  let since: [number, number] = [0, 0];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw new BadXml(error.message);
  });
  watch(parser, (one) => found.push(one));
  const tagEnds = (piece: string) => {
    const after = (mark: string, before: number) => (piece.includes(mark) ? piece.length - piece.lastIndexOf(mark) : before + piece.length);
    since = [after('<', since[0]), after('>', since[1])];
    if (Math.max(...since) > MOST_TEXT) throw new BadXml(`More than ${MOST_TEXT} characters stand without a tag`);
  };
  for await (const piece of text) {
    tagEnds(piece);
    parser.write(piece);
    yield* found;
    found = [];
  }
  parser.close();
  yield* found;
}

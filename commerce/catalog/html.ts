import sanitize from 'sanitize-html';

/**
 * The tags that a description may hold; every other tag goes, its text stays. Scripts, styles and what is typed or chosen in forms go
 * with their text.
 */
export const DESCRIPTION_TAGS = [
  'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'div', 'span', 'blockquote', 'pre', 'code',
  'b', 'strong', 'i', 'em', 'u', 's', 'small', 'mark', 'sub', 'sup', 'ul', 'ol', 'li', 'dl', 'dt', 'dd',
  'a', 'img', 'figure', 'figcaption', 'table', 'caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td',
]; // biome-ignore format: a table

/** The attributes that stay, by the tag that may have them. */
export const DESCRIPTION_ATTRIBUTES: Readonly<Record<string, string[]>> = {
  a: ['href', 'title', 'target', 'rel'],
  img: ['src', 'alt', 'title', 'width', 'height'],
  th: ['colspan', 'rowspan', 'scope'],
  td: ['colspan', 'rowspan'],
  col: ['span'],
};

const RULES: sanitize.IOptions = {
  allowedTags: DESCRIPTION_TAGS,
  allowedAttributes: DESCRIPTION_ATTRIBUTES,
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['http', 'https'] },
  // Taobao writes its pictures as //img.alicdn.com/….
  allowProtocolRelative: true,
  transformTags: { a: sanitize.simpleTransform('a', { rel: 'noopener nofollow' }) },
};

/** Deeper than any page goes. The parser searches its open tags at each one that closes: 160,000 of them took it 20 seconds. */
const MOST_DEPTH = 500;

class TooDeep extends Error {}

/**
 * HTML from outside, reduced to DESCRIPTION_TAGS. Text without `<` and `&` holds no HTML and is left as it is; what nests deeper than
 * MOST_DEPTH keeps its text alone.
 */
export function cleanHtml(html: string): string {
  if (!/[<&]/.test(html)) return html;
  let depth = 0;
  const onOpenTag = () => {
    if (++depth > MOST_DEPTH) throw new TooDeep();
  };
  try {
    return sanitize(html, { ...RULES, onOpenTag, onCloseTag: () => void depth-- });
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    return html.replace(/<[^>]*>?/g, '');
  }
}

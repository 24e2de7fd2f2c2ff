import sanitize from 'sanitize-html';

/** The tags that a description may hold; every other tag goes, its text stays. Scripts and styles go with their text. */
const DESCRIPTION_TAGS = [
  'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'div', 'span', 'blockquote', 'pre', 'code',
  'b', 'strong', 'i', 'em', 'u', 's', 'small', 'mark', 'sub', 'sup', 'ul', 'ol', 'li', 'dl', 'dt', 'dd',
  'a', 'img', 'figure', 'figcaption', 'table', 'caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td',
]; // biome-ignore format: a table

const RULES: sanitize.IOptions = {
  allowedTags: DESCRIPTION_TAGS,
  allowedAttributes: {
    a: ['href', 'title', 'target', 'rel'],
    img: ['src', 'alt', 'title', 'width', 'height'],
    th: ['colspan', 'rowspan', 'scope'],
    td: ['colspan', 'rowspan'],
    col: ['span'],
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['http', 'https'] },
  // Taobao writes its pictures as //img.alicdn.com/….
  allowProtocolRelative: true,
  transformTags: { a: sanitize.simpleTransform('a', { rel: 'noopener nofollow' }) },
};

/** HTML from outside, reduced to DESCRIPTION_TAGS. Text without `<` and `&` holds no HTML and is left as it is. */
export const cleanHtml = (html: string): string => (/[<&]/.test(html) ? sanitize(html, RULES) : html);

import { cleanHtml } from '#commerce/catalog/plain.js';

/** Where Taobao's pages keep a picture's address until it is scrolled to; the first that is there counts. */
const LAZY = /\s(?:data-ks-lazyload|data-lazy-src|data-original|data-src)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)/i;
const SOURCE = /\ssrc\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+)/gi;

/** Elements that hold nothing but space. */
const EMPTY = /<(p|div|span|strong|b|em|i|u|h[1-6]|ul|ol|li)>(?:\s|&nbsp;|<br \/>)*<\/\1>/gi;
/** Elements within elements, emptied one after the other; deeper ones may stay. */
const MOST_ROUNDS = 5;

/**
 * A description as it is read: pictures at their own address by https, without the empty paragraphs that Taobao's editor leaves, and
 * sanitised.
 */
export function readable(html: string): string {
  let text = cleanHtml(html.replace(/<img\b[^<>]*>/gi, withSource));
  text = text.replace(/(<img\b[^<>]*?\ssrc=")\/\//gi, '$1https://').replace(/<img(?![^<>]*\ssrc=)[^<>]*>/gi, '');
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const less = text.replace(EMPTY, '');
    if (less === text) break;
    text = less;
  }
  return text.replace(/(?:<br \/>\s*){3,}/g, '<br /><br />').trim();
}

function withSource(image: string): string {
  const lazy = LAZY.exec(image)?.[1];
  return lazy ? image.replace(SOURCE, '').replace(/^<img/i, () => `<img src=${lazy}`) : image;
}

import { cleanHtml } from '#commerce/catalog/plain.js';

const BLOCKS = /<(p|div|br|ul|ol|li|table|h[1-6]|section|article|blockquote)\b/i;

/** A description, sanitised; lines of a text without blocks of its own become lines and paragraphs. */
export function descriptionOf(text: string): string {
  const html = BLOCKS.test(text) ? text : lined(/<[a-z/!]/i.test(text) ? text : escaped(text));
  return cleanHtml(html);
}

const escaped = (text: string): string =>
  text
    .replace(/&(?!#?\w{1,10};)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

function lined(text: string): string {
  const plain = text.replace(/\r\n?/g, '\n').trim();
  if (!plain.includes('\n')) return plain;
  return plain
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br />')}</p>`)
    .join('\n');
}

/** `a, b\, c` → `a`, `b, c`: a comma after a backslash belongs to the name. Empty ones and those named again are left out. */
export function listOf(text: string): string[] {
  const parts = [...text.matchAll(/(?:\\,|[^,])+/g)].map(([part]) => part.replaceAll('\\,', ',').trim());
  return [...new Set(parts.filter(Boolean))];
}

/** `A > B` → the path from the root. */
export const pathOf = (text: string): { title: string }[] =>
  text
    .split('>')
    .map((title) => title.trim())
    .filter(Boolean)
    .map((title) => ({ title }));

/** The path of an address at its old shop, where it is one: `/product/hat`. */
export function oldPath(address: string): string | null {
  if (!URL.canParse(address, 'https://shop.invalid')) return null;
  const { protocol, pathname, search } = new URL(address, 'https://shop.invalid');
  return /^https?:$/.test(protocol) && pathname + search !== '/' ? pathname + search : null;
}

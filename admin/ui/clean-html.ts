/** What a description may hold besides text; the server keeps to its own, wider list. */
const KEPT = new Set([
  'P',
  'BR',
  'B',
  'STRONG',
  'I',
  'EM',
  'U',
  'S',
  'UL',
  'OL',
  'LI',
  'A',
  'H1',
  'H2',
  'H3',
  'H4',
  'H5',
  'H6',
  'BLOCKQUOTE',
  'TABLE',
  'THEAD',
  'TBODY',
  'TR',
  'TH',
  'TD',
]);
const GONE = new Set(['SCRIPT', 'STYLE', 'HEAD', 'META', 'LINK', 'TITLE', 'TEMPLATE', 'OBJECT', 'IFRAME']);

/** HTML from elsewhere, such as a word processor, down to its paragraphs, emphasis, lists and links. */
export function cleanPaste(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  clean(body);
  return body.innerHTML;
}

function clean(parent: Element): void {
  for (const child of [...parent.childNodes]) {
    if (child.nodeType === Node.TEXT_NODE) continue;
    if (!(child instanceof Element) || GONE.has(child.tagName)) {
      child.remove();
      continue;
    }
    clean(child);
    if (!KEPT.has(child.tagName)) child.replaceWith(...child.childNodes);
    else
      for (const { name, value } of [...child.attributes])
        if (!(name === 'href' && /^(https?:|mailto:|tel:)/i.test(value))) child.removeAttribute(name);
  }
}

/** The page's policy lets no style of an attribute in, and complains of each. */
export function withoutStyles(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const one of body.querySelectorAll('[style]')) one.removeAttribute('style');
  for (const picture of body.querySelectorAll('img'))
    if (!picture.src.startsWith(`${location.origin}/`)) picture.replaceWith(placeOf(picture));
  return body.innerHTML;
}

/** A picture from elsewhere is not loaded here, and is kept all the same: see `withPictures`. */
function placeOf(picture: HTMLImageElement): HTMLElement {
  const place = document.createElement('span');
  place.setAttribute('data-picture', picture.outerHTML);
  place.setAttribute('contenteditable', 'false');
  place.textContent = `🖼 ${picture.alt || picture.getAttribute('src') || ''}`;
  return place;
}

/** What was shown, with the pictures that stood for themselves in it. */
export function withPictures(shown: string): string {
  const { body } = new DOMParser().parseFromString(shown, 'text/html');
  for (const place of body.querySelectorAll<HTMLElement>('[data-picture]')) {
    const template = document.createElement('template');
    template.innerHTML = place.dataset.picture ?? '';
    place.replaceWith(template.content);
  }
  return body.innerHTML;
}

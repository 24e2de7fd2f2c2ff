const MOST_PATH = 1000;

/** Pages of shop systems that tell their products apart by a parameter: `/item.htm?id=5821`. */
const NAMED_BY_ID = /\.(html?|php|aspx?|jsp)$/;

/**
 * An address of the shop as redirects are found by it, whether it came as a path or as a whole URL: percent-decoded, in small letters, with
 * one leading slash and none at the end. The query goes, but for the `id` of pages like Taobao's `/item.htm?id=…`. Null for what is none, or
 * is the front page.
 */
export function normalPath(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.length === 0 || trimmed.length > 2 * MOST_PATH) return null;
  // A whole URL, or one without its protocol as Taobao writes them, is what it says; everything else is a path.
  const address = /^(https?:)?\/\//i.test(trimmed) ? trimmed : `/${trimmed.replace(/^\/+/, '')}`;
  if (!URL.canParse(address, 'http://shop.invalid')) return null;
  const url = new URL(address, 'http://shop.invalid');
  const path = lower(url.pathname)
    .replace(/\/{2,}/g, '/')
    .replace(/\/$/, '');
  const id = NAMED_BY_ID.test(path) ? url.searchParams.get('id') : null;
  const normal = id ? `${path}?id=${lower(encodeURIComponent(id))}` : path;
  return normal === '' || normal.length > MOST_PATH ? null : normal;
}

function lower(encoded: string): string {
  try {
    return decodeURIComponent(encoded).normalize('NFKC').toLowerCase();
  } catch {
    return encoded.toLowerCase(); // a stray percent sign: taken as it stands
  }
}

/** A path of the shop to lead to, ready for an address; null for what would lead out of the shop. */
export function ownPath(text: string): string | null {
  const trimmed = text.trim();
  if (!trimmed.startsWith('/') || trimmed.length > MOST_PATH || !URL.canParse(trimmed, 'http://shop.invalid')) return null;
  const { origin, pathname, search } = new URL(trimmed, 'http://shop.invalid');
  // `/.//elsewhere` has a path that a browser would read as a host.
  return origin === 'http://shop.invalid' && !pathname.startsWith('//') ? pathname + search : null;
}

/** Where shoppers find a product, ready for an address. */
export const productPath = (handle: string): string => `/products/${encodeURIComponent(handle)}`;
export const collectionPath = (handle: string): string => `/collections/${encodeURIComponent(handle)}`;

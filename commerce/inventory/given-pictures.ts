import type { PictureAddresses } from '#commerce/catalog/index.js';
import { mediaAddress, noteMedia, ownAddresses } from '#commerce/files/index.js';
import { UserError } from '#platform/errors.js';
import type { ShopContext } from '#tenants/index.js';

const MOST_UPLOADS = 1000;
const MOST_AT_ONCE = 8;

/** Whoever gives products. */
export interface Giver {
  /** Whether uploads that were made for the whole agency are his to use; asked only where uploads are named. */
  wholeAgency?(): Promise<boolean>;
}

/**
 * The addresses of the pictures that items name by uploads or URLs, as the API takes them and not yet read. What is wrong with an upload is
 * told when its item asks for it. A URL that we gave out ourselves is the picture that it stands for.
 */
export async function givenPictures(shop: ShopContext, items: readonly unknown[], { wholeAgency }: Giver = {}): Promise<PictureAddresses> {
  const named = [...new Set(items.flatMap(uploadsIn))].slice(0, MOST_UPLOADS);
  const found = new Map<string, string | UserError>();
  const options = { wholeAgency: named.length > 0 && ((await wholeAgency?.()) ?? false) };
  for (let at = 0; at < named.length; at += MOST_AT_ONCE) {
    const some = named.slice(at, at + MOST_AT_ONCE);
    const addresses = await Promise.all(some.map((upload) => addressOrRefusal(shop, upload, options)));
    for (const [place, upload] of some.entries()) found.set(upload, addresses[place]!);
  }
  await noteMedia(
    shop,
    [...found.values()].filter((address) => typeof address === 'string'),
  );
  const ours = await ownAddresses(shop, items.flatMap(urlsIn));
  return {
    ofUpload(upload, field) {
      const address = found.get(upload) ?? new UserError('INVALID_INPUT', `upload: a call names at most ${MOST_UPLOADS} uploads`);
      if (address instanceof UserError) throw new UserError(address.code, address.message, field);
      return address;
    },
    ofUrl: (url) => ours.get(url) ?? url,
  };
}

async function addressOrRefusal(shop: ShopContext, upload: string, options: { wholeAgency: boolean }): Promise<string | UserError> {
  try {
    return await mediaAddress(shop, { upload }, options);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

const uploadsIn = (item: unknown): string[] => [...textsIn(item, 'media', 'upload'), ...textsIn(item, 'variants', 'imageUpload')];
const urlsIn = (item: unknown): string[] => [...textsIn(item, 'media', 'url'), ...textsIn(item, 'variants', 'image')];

function textsIn(item: unknown, list: string, field: string): string[] {
  const given = ((item ?? {}) as Record<string, unknown>)[list];
  if (!Array.isArray(given)) return [];
  return given.flatMap((one) => {
    const text = ((one ?? {}) as Record<string, unknown>)[field];
    return typeof text === 'string' ? [text] : [];
  });
}

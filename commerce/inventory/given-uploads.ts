import type { UploadAddresses } from '#commerce/catalog/index.js';
import { mediaAddress } from '#commerce/files/index.js';
import { UserError } from '#platform/errors.js';
import type { ShopContext } from '#tenants/index.js';

const MOST_UPLOADS = 1000;
const MOST_AT_ONCE = 8;

/**
 * The addresses of the uploads that items name as their pictures, as the API takes them and not yet read. What is wrong with one is told
 * when its item asks for it.
 */
export async function givenUploads(shop: ShopContext, items: readonly unknown[]): Promise<UploadAddresses> {
  const named = [...new Set(items.flatMap(uploadsIn))].slice(0, MOST_UPLOADS);
  const found = new Map<string, string | UserError>();
  for (let at = 0; at < named.length; at += MOST_AT_ONCE) {
    const some = named.slice(at, at + MOST_AT_ONCE);
    const addresses = await Promise.all(some.map((upload) => addressOrRefusal(shop, upload)));
    for (const [place, upload] of some.entries()) found.set(upload, addresses[place]!);
  }
  return (upload, field) => {
    const address = found.get(upload) ?? new UserError('INVALID_INPUT', `upload: a call names at most ${MOST_UPLOADS} uploads`);
    if (address instanceof UserError) throw new UserError(address.code, address.message, field);
    return address;
  };
}

async function addressOrRefusal(shop: ShopContext, upload: string): Promise<string | UserError> {
  try {
    return await mediaAddress(shop, { upload });
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function uploadsIn(item: unknown): string[] {
  const { media } = (item ?? {}) as { media?: unknown };
  if (!Array.isArray(media)) return [];
  return media.flatMap((one) => {
    const { upload } = (one ?? {}) as { upload?: unknown };
    return typeof upload === 'string' ? [upload] : [];
  });
}

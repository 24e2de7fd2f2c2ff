import type { Product } from '#commerce/catalog/index.js';
import { isUploadAddress, type MediaFile, mediaOf, mediaUrl, usualWidthOf, waitingUrl } from '#commerce/files/index.js';
import type { ShopContext } from '#tenants/index.js';
import type { AdminRequest, ShopRequest } from './request.js';

/** A product's picture as both APIs show it: it knows its shop. Its `url` is the address that the product keeps. */
export type ShownMedia = Product['media'][number] & { shopId: Product['shopId'] };

export const shownMedia = ({ media, shopId }: Pick<Product, 'media' | 'shopId'>): ShownMedia[] => media.map((one) => ({ ...one, shopId }));

/** The fields of a picture that say what has become of it, all pictures of a request read at once. */
export function mediaFields<Request extends AdminRequest | ShopRequest>(shopOf: (request: Request, media: ShownMedia) => ShopContext) {
  const fileOf = (media: ShownMedia, request: Request): Promise<MediaFile | null> =>
    request.loader(shopOf(request, media), 'mediaOf', mediaOf).load(media.url);
  const ready = async (media: ShownMedia, request: Request): Promise<MediaFile | null> => {
    const file = await fileOf(media, request);
    return file?.state === 'READY' ? file : null;
  };
  const shown = {
    async url(media: ShownMedia, _args: object, request: Request): Promise<string> {
      const file = await ready(media, request);
      if (file) return mediaUrl(file, usualWidthOf(file));
      return isUploadAddress(media.url) ? waitingUrl(shopOf(request, media), media.url) : media.url;
    },
    width: async (media: ShownMedia, _args: object, request: Request) => (await ready(media, request))?.width ?? null,
    height: async (media: ShownMedia, _args: object, request: Request) => (await ready(media, request))?.height ?? null,
    async sizes(media: ShownMedia, _args: object, request: Request) {
      const file = await ready(media, request);
      return file ? file.widths.map((width) => ({ width, url: mediaUrl(file, width) })) : [];
    },
  };
  return { shown, fileOf };
}

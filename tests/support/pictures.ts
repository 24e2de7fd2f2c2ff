import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import sharp, { type Sharp } from 'sharp';
import type { Means } from '#commerce/files/fetching.js';
import { fetchMedia, mediaOf } from '#commerce/files/index.js';
import { type MediaFile, mediaFiles } from '#commerce/files/media.model.js';
import { Outgoing } from '#platform/outgoing.js';
import { storage } from '#platform/storage.js';
import type { Again, ShopContext } from '#tenants/index.js';
import { anAgencyContext } from './factories.js';
import { listening } from './listening.js';

/** A server that pictures come from: what it answers, by path; and how often it was asked. */
export async function openSource() {
  const pages = new Map<string, RequestListener>();
  const asked = new Map<string, number>();
  const source = await listening((request, response) => {
    const path = request.url!;
    asked.set(path, (asked.get(path) ?? 0) + 1);
    const page = pages.get(path);
    if (page) page(request, response);
    else response.writeHead(404).end();
  });
  const answering = (page: RequestListener): string => {
    const path = `/${randomUUID()}`;
    pages.set(path, page);
    return source.url + path;
  };
  return {
    url: source.url,
    answering,
    /** An address of the source, which answers it with these bytes. */
    at: (bytes: Buffer | string, { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {}): string =>
      answering((_request, response) => response.writeHead(status, headers).end(bytes)),
    timesAsked: (address: string): number => asked.get(new URL(address).pathname) ?? 0,
    async close() {
      await means.outgoing.close();
      await source.close();
    },
  };
}

/** Any address may be called. */
export const means: Means = { outgoing: new Outgoing(() => true), timeoutMs: 10_000 };

/** A picture of one colour, each another one. */
export const aPicture = (width = 300, height = 200): Sharp => {
  shade += 1;
  return sharp({ create: { width, height, channels: 3, background: { r: shade % 256, g: 100, b: 200 } } });
};
let shade = 0;

/** One slice of a fetch. */
export const fetchSlice = (shop: ShopContext, addresses: string[], by = means): Promise<Again | undefined> =>
  fetchMedia(shop, { data: { addresses } }, by);

/** All of its slices, whenever they are due. */
export async function fetchAll(shop: ShopContext, addresses: string[], by = means): Promise<void> {
  while (await fetchSlice(shop, addresses, by)) await theTimeComes(shop);
}

/** For whatever waits to be asked for again. */
export const theTimeComes = (shop: ShopContext): Promise<unknown> =>
  mediaFiles.in(anAgencyContext(shop.agencyId)).updateMany({}, { $set: { nextAttemptAt: new Date(0) } });

export const mediaAt = async (shop: ShopContext, address: string): Promise<MediaFile | null | undefined> =>
  (await mediaOf(shop, [address]))[0];

/** Where the storage keeps it. */
export const folderOf = (shop: ShopContext, hash: string): string => `media/${shop.agencyId.toHexString()}/${hash}`;
export const stored = async (key: string): Promise<Buffer> => Buffer.concat(await storage().get(key).toArray());

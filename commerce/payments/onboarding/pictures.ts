import { getUpload, type Upload } from '#commerce/files/index.js';
import { UserError } from '#platform/errors.js';
import { storage } from '#platform/storage.js';
import type { ShopContext } from '#tenants/index.js';
import type { OpenPlatform } from '../provider.js';
import { type Media, uploadMedia } from '../providers/wechat-pay/applyment.js';
import { picturesOf, type WeChatPayApplication } from './application.js';

/** WeChat Pay takes no more. */
const MOST_BYTES = 2 * 1024 ** 2;

/** By the first bytes of the file: what it was announced as may be wrong. */
const KINDS = [
  { type: 'image/jpeg', ending: 'jpg', begins: Buffer.from([0xff, 0xd8, 0xff]) },
  { type: 'image/png', ending: 'png', begins: Buffer.from([0x89, 0x50, 0x4e, 0x47]) },
  { type: 'image/bmp', ending: 'bmp', begins: Buffer.from('BM') },
] as const;

/**
 * Refuses what WeChat Pay would not take, before anything is handed in.
 * @throws {NotFound} @throws {UserError} UPLOAD_EMPTY, UPLOAD_TOO_LARGE, UPLOAD_TYPE
 */
export async function checkPictures(shop: ShopContext, application: object, options: { wholeAgency: boolean }): Promise<void> {
  const checked = new Set<string>();
  for (const { upload, path } of picturesOf(application)) {
    if (checked.has(upload)) continue;
    checked.add(upload);
    try {
      kindOf(await bytesOf(await getUpload(shop, upload, options), 4));
    } catch (error) {
      throw error instanceof UserError ? new UserError(error.code, error.message, ['wechatPay', ...path]) : error;
    }
  }
}

/** Hands pictures over to WeChat Pay; answers its ids by the uploads'. @throws {ProviderError} @throws {UserError} where one is gone */
export async function sendPictures(
  shop: ShopContext,
  platform: OpenPlatform,
  application: WeChatPayApplication,
  known: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const media = { ...known };
  for (const { upload } of picturesOf(application)) {
    if (media[upload]) continue;
    const { mediaId } = await uploadMedia(platform, shop.mode, await readPicture(shop, upload));
    media[upload] = mediaId;
  }
  return media;
}

async function readPicture(shop: ShopContext, id: string): Promise<Media> {
  // Whether the shop may use it was checked when it was named.
  const bytes = await bytesOf(await getUpload(shop, id, { wholeAgency: true }));
  const { type, ending } = kindOf(bytes);
  return { name: `${id}.${ending}`, type, bytes };
}

async function bytesOf({ file }: Upload, first?: number): Promise<Buffer> {
  if (!file) throw new UserError('UPLOAD_EMPTY', 'No file has arrived at this upload: PUT it to its url first');
  if (file.bytes > MOST_BYTES) throw new UserError('UPLOAD_TOO_LARGE', `A picture has at most 2 MB here, not ${file.bytes} bytes`);
  const parts: Buffer[] = [];
  for await (const part of storage().get(file.key, 0, first)) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function kindOf(bytes: Buffer): (typeof KINDS)[number] {
  const kind = KINDS.find(({ begins }) => bytes.subarray(0, begins.length).equals(begins));
  if (!kind) throw new UserError('UPLOAD_TYPE', 'This is no picture that WeChat Pay takes: give a JPEG, PNG or BMP file');
  return kind;
}

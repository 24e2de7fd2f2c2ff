import { resolve } from 'node:path';
import { type Config, config } from './config.js';
import { root } from './root.js';
import { localStorage } from './storage/local.js';
import { s3Storage } from './storage/s3.js';
import type { Storage } from './storage/storage.js';

export { localStorage } from './storage/local.js';
export { isMissing, type Storage, StorageFull } from './storage/storage.js';

/** `DATA_DIR/files`; a relative DATA_DIR counts from the folder that Shopyard is installed in. */
export const storageFolder = (): string => resolve(root, config().DATA_DIR, 'files');

function chosen({ S3_BUCKET, S3_REGION, S3_ENDPOINT, S3_FORCE_PATH_STYLE, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY }: Config): Storage {
  if (!S3_BUCKET) return localStorage(storageFolder());
  const credentials = { accessKeyId: S3_ACCESS_KEY_ID ?? '', secretAccessKey: S3_SECRET_ACCESS_KEY ?? '' };
  return s3Storage({
    bucket: S3_BUCKET,
    region: S3_REGION,
    forcePathStyle: S3_FORCE_PATH_STYLE,
    ...(S3_ENDPOINT ? { endpoint: S3_ENDPOINT } : {}),
    ...(S3_ACCESS_KEY_ID ? { credentials } : {}),
  });
}

let current: Storage | undefined;

/** This deployment's files: in the bucket S3_BUCKET where it is named, otherwise in a folder below DATA_DIR. */
export function storage(): Storage {
  current ??= chosen(config());
  return current;
}

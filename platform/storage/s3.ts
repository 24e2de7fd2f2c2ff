import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { checkKey, isMissing, type Storage, StorageFull } from './storage.js';

export interface S3Settings {
  bucket: string;
  region: string;
  /** Where it is not Amazon's: MinIO, OSS, COS, R2. */
  endpoint?: string;
  /** The bucket stands in the path, not in the host's name. */
  forcePathStyle: boolean;
  /** Left out: as the SDK finds them, from the machine's role for example. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** A part must have 5 MiB; two of them at once are in memory for each file that is being written. */
const PART_BYTES = 8 * 1024 ** 2;
const PARTS_AT_ONCE = 2;
const REMOVALS_AT_ONCE = 16;
const CONNECT_MS = 5000;
const SILENT_MS = 60_000;

// Loaded with the first file: a deployment that keeps its files in a folder never does.
const sdk = () => import('@aws-sdk/client-s3');

/** A bucket of S3, or of what speaks like it. A file appears complete or not at all: large ones come in parts that are joined at the end. */
export function s3Storage({ bucket: Bucket, ...settings }: S3Settings): Storage {
  let connected: Promise<S3Client> | undefined;
  const client = (): Promise<S3Client> => {
    connected ??= sdk().then(
      ({ S3Client: Client }) =>
        new Client({
          ...settings,
          requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: SILENT_MS },
          // Not everyone who speaks S3 knows the newer checksums.
          requestChecksumCalculation: 'WHEN_REQUIRED',
          responseChecksumValidation: 'WHEN_REQUIRED',
        }),
    );
    return connected;
  };

  async function* read(Key: string, start: number, end: number | undefined): AsyncGenerator<Uint8Array> {
    const { GetObjectCommand } = await sdk();
    const whole = start === 0 && end === undefined;
    const Range = `bytes=${start}-${end === undefined ? '' : end - 1}`;
    try {
      const { Body } = await (await client()).send(new GetObjectCommand({ Bucket, Key, ...(whole ? {} : { Range }) }));
      yield* Body as Readable;
    } catch (error) {
      if (statusOf(error) !== 416) throw error; // the file ends before the range begins
    }
  }

  async function remove(Key: string): Promise<void> {
    const { DeleteObjectCommand } = await sdk();
    await (await client()).send(new DeleteObjectCommand({ Bucket, Key }));
  }

  return {
    async put(key, bytes) {
      const { Upload } = await import('@aws-sdk/lib-storage');
      let written = 0;
      async function* counted() {
        for await (const chunk of bytes) {
          written += chunk.length;
          yield chunk;
        }
      }
      const params = { Bucket, Key: checkKey(key), Body: Readable.from(counted()) };
      try {
        await new Upload({ client: await client(), params, partSize: PART_BYTES, queueSize: PARTS_AT_ONCE }).done();
        return written;
      } catch (error) {
        throw statusOf(error) === 507 ? new StorageFull(error, `give the bucket ${Bucket} more`) : error;
      }
    },
    get(key, start = 0, end) {
      checkKey(key);
      return Readable.from(end !== undefined && end <= start ? [] : read(key, start, end), { objectMode: false });
    },
    async size(key) {
      const { HeadObjectCommand } = await sdk();
      try {
        return (await (await client()).send(new HeadObjectCommand({ Bucket, Key: checkKey(key) }))).ContentLength ?? 0;
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    remove: (key) => remove(checkKey(key)),
    async removeAll(prefix) {
      const { paginateListObjectsV2 } = await sdk();
      for await (const { Contents = [] } of paginateListObjectsV2({ client: await client() }, { Bucket, Prefix: `${checkKey(prefix)}/` })) {
        const keys = Contents.flatMap(({ Key }) => Key ?? []);
        // One by one: the request that removes many needs a checksum that not everyone agrees on.
        for (let at = 0; at < keys.length; at += REMOVALS_AT_ONCE) await Promise.all(keys.slice(at, at + REMOVALS_AT_ONCE).map(remove));
      }
    },
    async removeAbandoned(olderThanMs) {
      const { AbortMultipartUploadCommand, ListMultipartUploadsCommand } = await sdk();
      const before = new Date(Date.now() - olderThanMs);
      const { Uploads = [] } = await (await client()).send(new ListMultipartUploadsCommand({ Bucket }));
      for (const { Key, UploadId, Initiated } of Uploads) {
        if (Initiated && Initiated < before) await (await client()).send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
      }
    },
  };
}

const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode;

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Call, Refusal, read } from './call.js';
import { random } from './crypto.js';
import type { House } from './house.js';

interface Upload {
  /** The JSON that stands for the whole in the signature. */
  meta: string;
  file: Buffer;
}

/** The parts `meta` and `file` of a multipart body. @throws {Refusal} */
export async function readUpload(bytes: Buffer, type: string): Promise<Upload> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData().catch(() => null);
  const [meta, file] = [form?.get('meta'), form?.get('file')];
  const text = typeof meta === 'string' ? meta : await meta?.text();
  if (text === undefined || !(file instanceof File)) throw new Refusal(400, 'PARAM_ERROR', '上传的文件缺少 meta 或 file');
  return { meta: text, file: Buffer.from(await file.arrayBuffer()) };
}

const Meta = z.strictObject({
  filename: z.string().regex(/\.(jpe?g|bmp|png)$/i, '必须以 jpg、bmp、png 为后缀'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/i),
});

const MOST_BYTES = 2 * 1024 * 1024;

/** `POST /v3/merchant/media/upload` */
export function uploadMedia(_house: House, { body, file }: Call): object {
  const { sha256 } = read(Meta, body);
  if (!file || file.length === 0 || file.length > MOST_BYTES) throw new Refusal(400, 'PARAM_ERROR', '图片大小不能超过 2M');
  const actual = createHash('sha256').update(file).digest('hex');
  if (actual !== sha256.toLowerCase())
    throw new Refusal(400, 'PARAM_ERROR', '文件的 sha256 与 meta 不一致', { field: '/sha256', value: sha256 });
  return { media_id: `${random(43)}_${random(40)}` };
}

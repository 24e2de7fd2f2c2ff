import { createHash } from 'node:crypto';
import type { ShopMode } from '#tenants/index.js';
import { type OpenPlatform, ProviderError } from '../../provider.js';
import { platformMerchant, refusedWith, requireKey, wechat } from './client.js';
import { encryptField, newNonce } from './signature.js';

/** Taking merchants on below a service provider (特约商户进件). Pure calls: what comes of them is kept elsewhere. */

/** Where an application stands. EDITTING is WeChat's own spelling. */
export const APPLYMENT_STATES = [
  'EDITTING',
  'AUDITING',
  'REJECTED',
  'TO_BE_CONFIRMED',
  'TO_BE_SIGNED',
  'SIGNING',
  'FINISHED',
  'CANCELED',
] as const;
export type ApplymentState = (typeof APPLYMENT_STATES)[number];

/**
 * An application in WeChat's own form (`/v3/applyment4sub/applyment/`), in plain text: what is sensitive is encrypted on the way.
 * `business_code` is its name: the same one again changes an application that was rejected.
 */
export interface Application {
  business_code: string;
  contact_info: object;
  subject_info: object;
  business_info: object;
  settlement_info: object;
  bank_account_info: object;
  addition_info?: object;
}

export interface Applyment {
  /** WeChat's own number of it. */
  applymentId: string;
  state: ApplymentState;
  /** What WeChat says of the state, for a person. */
  message: string;
  /** The merchant's own id below the provider, once WeChat has given one. */
  subMchid: string | null;
  /** Where the merchant confirms or signs; WeChat wants it shown as a QR code. */
  signUrl: string | null;
  /** Why it was rejected, field by field. */
  rejections: readonly { field: string; name: string; reason: string }[];
}

const PATH = '/v3/applyment4sub/applyment/';

/** What is encrypted, wherever it stands. Source: the fields marked as encrypted in the description of the same call. */
const SENSITIVE = new Set([
  'contact_name',
  'contact_id_number',
  'mobile_phone',
  'contact_email',
  'openid',
  'id_card_name',
  'id_card_number',
  'id_card_address',
  'id_doc_name',
  'id_doc_number',
  'id_doc_address',
  'ubo_id_doc_name',
  'ubo_id_doc_number',
  'ubo_id_doc_address',
  'account_name',
  'account_number',
]);

/** Hands an application in, or in again after a rejection. @throws {ProviderError} */
export async function submitApplyment(platform: OpenPlatform, mode: ShopMode, application: Application): Promise<{ applymentId: string }> {
  const merchant = platformMerchant(platform, mode);
  const key = await requireKey(merchant);
  const body = encryptSensitive(application, key.publicKey) as object;
  const { applyment_id } = await wechat<{ applyment_id: number }>(merchant, { method: 'POST', path: PATH, body, serial: key.serial });
  return { applymentId: String(applyment_id) };
}

/** Null: WeChat knows no application of this name. @throws {ProviderError} */
export async function queryApplyment(platform: OpenPlatform, mode: ShopMode, businessCode: string): Promise<Applyment | null> {
  return ask(platform, mode, `business_code/${encodeURIComponent(businessCode)}`);
}

/** The same by WeChat's own number. @throws {ProviderError} */
export async function queryApplymentById(platform: OpenPlatform, mode: ShopMode, applymentId: string): Promise<Applyment | null> {
  return ask(platform, mode, `applyment_id/${encodeURIComponent(applymentId)}`);
}

/** A picture for an application, 2 MB at most; answers its id. @throws {ProviderError} */
export async function uploadMedia(platform: OpenPlatform, mode: ShopMode, { name, type, bytes }: Media): Promise<{ mediaId: string }> {
  const meta = JSON.stringify({ filename: name, sha256: createHash('sha256').update(bytes).digest('hex') });
  const boundary = `----${newNonce()}`;
  const part = (disposition: string, contentType: string) =>
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: ${contentType}\r\n\r\n`);
  const body = Buffer.concat([
    part('name="meta"', 'application/json'),
    Buffer.from(meta),
    Buffer.from('\r\n'),
    part(`name="file"; filename="${name.replace(/["\r\n]/g, '_')}"`, type),
    bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const upload = { type: `multipart/form-data; boundary=${boundary}`, bytes: body, signed: meta };
  const merchant = platformMerchant(platform, mode);
  const { media_id } = await wechat<{ media_id: string }>(merchant, { method: 'POST', path: '/v3/merchant/media/upload', upload });
  return { mediaId: media_id };
}

export interface Media {
  /** With its ending: WeChat takes .jpg, .png and .bmp. */
  name: string;
  /** `image/jpeg` and its like. */
  type: string;
  bytes: Buffer;
}

interface Told {
  applyment_id: number | string;
  applyment_state: string;
  applyment_state_msg?: string;
  sub_mchid?: string;
  sign_url?: string;
  audit_detail?: { field?: string; field_name?: string; reject_reason?: string }[];
}

async function ask(platform: OpenPlatform, mode: ShopMode, which: string): Promise<Applyment | null> {
  try {
    return read(await wechat<Told>(platformMerchant(platform, mode), { method: 'GET', path: `${PATH}${which}` }));
  } catch (error) {
    if (refusedWith(error, 'RESOURCE_NOT_EXISTS', 'NOT_FOUND', 'APPLYMENT_NOTEXIST')) return null;
    throw error;
  }
}

/** @throws {ProviderError} for a state that is new at WeChat */
function read(told: Told): Applyment {
  const state = told.applyment_state.replace(/^APPLYMENT_STATE_/, '') as ApplymentState;
  if (!APPLYMENT_STATES.includes(state))
    throw new ProviderError(
      'PROVIDER_UNAVAILABLE',
      `WeChat Pay: ${told.applyment_state} is no state of an application that is known here`,
      false,
    );
  return {
    applymentId: String(told.applyment_id),
    state,
    message: told.applyment_state_msg ?? '',
    subMchid: told.sub_mchid || null,
    signUrl: told.sign_url || null,
    rejections: (told.audit_detail ?? []).map(({ field = '', field_name: name = '', reject_reason: reason = '' }) => ({
      field,
      name,
      reason,
    })),
  };
}

/** The same application, its sensitive fields encrypted; what is null or undefined is left out, as WeChat wants it. */
function encryptSensitive(value: unknown, publicKey: string, name = ''): unknown {
  if (typeof value === 'string') return SENSITIVE.has(name) ? encryptField(value, publicKey) : value;
  if (Array.isArray(value)) return value.map((item) => encryptSensitive(item, publicKey));
  if (value === null || typeof value !== 'object') return value;
  const given = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  return Object.fromEntries(given.map(([key, inner]) => [key, encryptSensitive(inner, publicKey, key)]));
}

import { z } from 'zod';
import type { Merchant } from './kept.js';
import type { Memory } from './memory.js';
import { contentOf, isSignedBy, type Params } from './signing.js';

/** A refusal in the shape of Alipay's. Source: opendocs.alipay.com/common/02km9f, and each interface's own codes. */
export class Refusal extends Error {
  constructor(
    readonly code: '20000' | '40001' | '40002' | '40004',
    readonly subCode: string,
    readonly subMessage: string,
  ) {
    super(`${subCode}: ${subMessage}`);
  }
}

const MESSAGES = {
  '20000': 'Service Currently Unavailable',
  '40001': 'Missing Required Arguments',
  '40002': 'Invalid Arguments',
  '40004': 'Business Failed',
};

export const bodyOf = ({ code, subCode, subMessage }: Refusal) => ({
  code,
  msg: MESSAGES[code],
  sub_code: subCode,
  sub_msg: subMessage,
});

export const invalid = (what: string, why: string): Refusal => new Refusal('40002', `isv.${what}`, why);

/** The business's own no. */
export const failed = (subCode: string, why: string): Refusal => new Refusal('40004', subCode, why);

/** A control door's no: for whoever holds the sandbox, in plain words. */
export class ControlRefusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** A verified request. */
export interface Call {
  merchant: Merchant;
  method: string;
  params: Params;
  /** `biz_content` */
  content: unknown;
}

const REQUIRED = ['method', 'sign_type', 'sign', 'timestamp', 'version', 'charset'];

/** The application that a request names. @throws {Refusal} */
export function merchantOf(memory: Memory, params: Params): Merchant {
  if (!params.app_id) throw new Refusal('40001', 'isv.missing-app-id', '缺少AppID参数');
  const merchant = memory.merchants.find(params.app_id);
  if (!merchant) throw invalid('invalid-app-id', '无效的AppID参数');
  return merchant;
}

/** @throws {Refusal} for what is not as documented, or not signed by the application */
export function callOf(merchant: Merchant, params: Params): Call {
  for (const name of REQUIRED) if (!params[name]) throw new Refusal('40001', `isv.missing-${name.replaceAll('_', '-')}`, `缺少${name}参数`);
  if (params.sign_type !== 'RSA2') throw invalid('invalid-sign-type', '无效签名类型，请使用 RSA2');
  if (params.version !== '1.0') throw invalid('invalid-version', '无效的接口版本参数');
  if (params.charset!.toLowerCase() !== 'utf-8') throw invalid('invalid-charset', '沙盒只支持 utf-8');
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(params.timestamp!)) throw invalid('invalid-timestamp', '非法的时间戳参数');
  const content = contentOf(params);
  if (!isSignedBy(content, params.sign!, merchant.appPublicKey))
    throw invalid(
      'invalid-signature',
      `验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配，网关生成的验签字符串为：${content.replaceAll('&', '&amp;')}`,
    );
  return { merchant, method: params.method!, params, content: parsed(params.biz_content ?? '{}') };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw invalid('invalid-parameter', 'biz_content 不是合法的 JSON');
  }
}

/** @throws {Refusal} */
export function read<Shape>(schema: z.ZodType<Shape>, content: unknown): Shape {
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw failed('ACQ.INVALID_PARAMETER', `参数无效：${path.join('.')} ${message}`);
}

/** @throws {ControlRefusal} 400 */
export function given<Shape>(schema: z.ZodType<Shape>, body: unknown): Shape {
  const result = schema.safeParse(body ?? {});
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw new ControlRefusal(400, `${path.join('.')}: ${message}`);
}

/** Yuan as Alipay takes them → fen: up to two decimal places, from one fen to a hundred million yuan. A number is taken as its text. */
export const Yuan = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^(0|[1-9]\d{0,8})(\.\d{1,2})?$/, '金额格式错误'))
  .transform((text) => {
    const [whole = '', places = ''] = text.split('.');
    return Number(whole + places.padEnd(2, '0'));
  })
  .refine((fen) => fen >= 1 && fen <= 10_000_000_000, '金额超出范围');

/** Fen → `"19.99"`. */
export const yuan = (fen: number): string =>
  fen < 0 ? `-${yuan(-fen)}` : `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;

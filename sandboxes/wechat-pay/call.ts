import { z } from 'zod';
import { digest } from '#platform/crypto.js';
import type { KeptMerchant } from './kept.js';

/** A refusal in the shape of WeChat Pay's errors. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly detail?: object,
  ) {
    super(message);
  }

  get body(): object {
    return { code: this.code, message: this.message, ...(this.detail ? { detail: this.detail } : {}) };
  }
}

export const invalid = (message: string): Refusal => new Refusal(400, 'INVALID_REQUEST', message);
export const noAuth = (message: string): Refusal => new Refusal(403, 'NO_AUTH', message);
export const missing = (message: string): Refusal => new Refusal(404, 'RESOURCE_NOT_EXISTS', message);

/** One signed call of the API. */
export interface Call {
  merchant: KeptMerchant;
  method: string;
  /** Without its query. */
  path: string;
  params: Record<string, string>;
  query: Record<string, unknown>;
  /** The JSON that came, or what an upload says of itself. */
  body: unknown;
  /** The file of an upload. */
  file: Buffer | null;
  /** Which of the platform's keys the caller has encrypted with, and wants the answer signed with. */
  serial: string | null;
}

/** Reads a body or a query. @throws {Refusal} PARAM_ERROR, naming the field */
export function read<Shape>(schema: z.ZodType<Shape>, given: unknown, location: 'body' | 'query' = 'body'): Shape {
  const result = schema.safeParse(given ?? {});
  if (result.success) return result.data;
  const { path, message, input, ...rest } = result.error.issues[0]!;
  const unknown = 'keys' in rest && Array.isArray(rest.keys) ? [String(rest.keys[0])] : [];
  const field = `/${[...path, ...unknown].map(String).join('/')}`;
  const detail = { field, value: valueAt(given, path), issue: message, location };
  throw new Refusal(400, 'PARAM_ERROR', `参数错误 (${field}: ${message})`, detail);
}

function valueAt(given: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], given) ?? null;
}

/** The same for the same parameters, in whatever order. */
export const fingerprintOf = (given: unknown): string => digest(given as object);

/** An out number: what merchants name things with. */
export const OutNumber = (most: number) => z.string().regex(new RegExp(`^[0-9A-Za-z_\\-|*@]{1,${most}}$`), '只能是数字、大小写字母_-|*@');

export const Fen = z.int().min(1).max(2_000_000_000);
export const Cny = z.literal('CNY', '仅支持 CNY').default('CNY');

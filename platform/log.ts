import pino from 'pino';
import { config } from './config.js';

/** What never reaches a log: secrets, and what tells who somebody is. The same paths one level down. */
const HIDDEN = [
  'password',
  'secret',
  'token',
  'secretKey',
  'webhookSecret',
  'authorization',
  'cookie',
  'email',
  'phone',
  'name',
  'shippingAddress',
  'to',
  'recipient',
];

/** A duplicate key's error repeats the value that met itself, which may be somebody's e-mail address: only the index is told. */
function withoutValues(error: Error): pino.SerializedError {
  const told = pino.stdSerializers.err(error);
  if (told.code !== 11_000) return told;
  const { type, keyPattern } = told;
  return {
    type,
    message: 'E11000 duplicate key',
    stack: told.stack?.replace(/dup key: .*/, '') ?? '',
    keyPattern,
  } as unknown as pino.SerializedError;
}

/** What is hidden and how errors are written. */
export const logOptions = (): pino.LoggerOptions => ({
  level: config().LOG_LEVEL,
  redact: { paths: [...HIDDEN, ...HIDDEN.map((path) => `*.${path}`)], censor: '[hidden]' },
  serializers: { err: withoutValues },
});

/** JSON lines; children carry `requestId`, `shop`, `job`. */
export const log = pino(logOptions());

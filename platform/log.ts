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

/** JSON lines; children carry `requestId`, `shop`, `job`. */
export const log = pino({
  level: config().LOG_LEVEL,
  redact: { paths: [...HIDDEN, ...HIDDEN.map((path) => `*.${path}`)], censor: '[hidden]' },
  serializers: { err: pino.stdSerializers.err },
});

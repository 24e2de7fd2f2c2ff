import { z } from 'zod';

/** The keys that encrypt secrets at rest: `id:base64(32 bytes)`, comma separated. The first encrypts; all decrypt. */
const Keyring = z.string().transform((text, issues) => {
  const keys = text.split(',').map((entry) => {
    const [id, key] = [entry.slice(0, entry.indexOf(':')).trim(), entry.slice(entry.indexOf(':') + 1).trim()];
    return { id, key: Buffer.from(key, 'base64') };
  });
  if (keys.some(({ id, key }) => !/^[a-z0-9-]{1,16}$/.test(id) || key.length !== 32)) {
    issues.addIssue({ code: 'custom', message: 'takes id:key pairs, each key 32 bytes in base64 (openssl rand -base64 32)' });
    return z.NEVER;
  }
  return keys;
});

const url = (protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol.slice(0, -1)), {
    message: `takes an address that begins with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`,
  });
const count = (fallback: number, least = 1) =>
  z.coerce.number('takes a whole number').int('takes a whole number').min(least, `takes a whole number from ${least}`).default(fallback);
const port = (fallback: number) => count(fallback, 0).refine((value) => value < 65_536, { message: 'takes a port from 0 to 65535' });
const flag = z.enum(['true', 'false'], 'takes true or false').transform((text) => text === 'true');

const Environment = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production'], 'takes development, test or production').default('development'),
  PORT: port(4000),
  /** The worker's own /healthz, /readyz and /metrics. */
  WORKER_PORT: port(4001),
  PUBLIC_URL: url(['http', 'https']).optional(),
  /** Shops answer at {handle}.SHOPS_DOMAIN. */
  SHOPS_DOMAIN: z.string().min(1).default('localhost'),
  DATA_DIR: z.string().min(1).default('.data'),
  /** May name several hosts, which no ordinary URL does. */
  MONGO_URL: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\/([^@\s]+@)?[^/@\s]+(\/\S*)?$/, 'takes an address that begins with mongodb:// or mongodb+srv://'),
  REDIS_URL: url(['redis', 'rediss']),
  /** Before every Redis key and queue name: several deployments may share a Redis. */
  REDIS_PREFIX: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'takes small letters, digits and hyphens')
    .default('shopyard'),
  SECRET_KEYS: Keyring,
  SMTP_URL: url(['smtp', 'smtps']).optional(),
  MAIL_FROM: z.string().min(3, 'takes a sender, such as Shopyard <no-reply@example.com>').default('Shopyard <no-reply@localhost>'),
  /** Where test shops' Stripe calls go. Live shops always call Stripe itself. */
  STRIPE_API_BASE: url(['http', 'https']).optional(),
  /** Where test shops' WeChat Pay and Alipay calls go: sandboxes of ours, since neither has one that anybody can use at once. */
  WECHAT_PAY_API_BASE: url(['http', 'https']).optional(),
  ALIPAY_API_BASE: url(['http', 'https']).optional(),
  /** Opens /metrics, and /ops/queues for operators. Without it those doors are closed. */
  OPERATOR_TOKEN: z.string().min(16, 'takes at least 16 characters').optional(),
  /** How many proxies stand before the server: tells the shopper's address. */
  TRUST_PROXY: count(0, 0),
  ADMIN_ORIGINS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((origin) => origin.trim())
        .filter(Boolean),
    ),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'takes trace, debug, info, warn, error, fatal or silent')
    .default('info'),
  /** Compiled execution of documents seen often (graphql-jit). */
  GRAPHQL_JIT: flag.default(true),
  COST_BUCKET: count(1000),
  COST_RESTORE: count(50),
  /** The whole bucket of one shop's shoppers, as a multiple of one client's. */
  SHOPPER_CEILING: count(100),
  /** All buckets of one person or token, one for each shop, as a multiple of one of them. */
  CALLER_CEILING: count(20),
  SIGN_IN_ATTEMPTS: count(10),
  SIGN_UPS_PER_HOUR: count(20),
  /** Files are kept in this bucket; without it, below DATA_DIR. */
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'takes the name of a bucket: 3 to 63 small letters, digits, dots and hyphens')
    .optional(),
  /** Where the bucket is not Amazon's. */
  S3_ENDPOINT: url(['http', 'https']).optional(),
  S3_REGION: z
    .string()
    .regex(/^[a-z0-9-]{2,40}$/, 'takes the name of a region, such as eu-central-1')
    .default('us-east-1'),
  /** Both, or neither: then the SDK looks where it always does. */
  S3_ACCESS_KEY_ID: z
    .string()
    .regex(/^\S{3,128}$/, 'takes a key id without blanks')
    .optional(),
  S3_SECRET_ACCESS_KEY: z
    .string()
    .regex(/^\S{8,200}$/, 'takes a key of at least 8 characters, without blanks')
    .optional(),
  /** The bucket stands in the path, not in the host's name: MinIO and its like. */
  S3_FORCE_PATH_STYLE: flag.default(false),
  MAX_UPLOAD_BYTES: count(2 * 1024 ** 3),
  /** How long a placed order waits for an online payment before it expires and gives its stock back. */
  ORDER_EXPIRY_MINUTES: count(60),
  /** How many jobs each queue may hold at once; the rest wait in MongoDB. */
  QUEUE_TOTAL: count(500),
  /** After so long a handed event is handed again. */
  HANDED_SECONDS: count(60),
});

/** Settings that make no sense without another: the other is told as missing. */
const NEEDS: readonly (readonly [given: string, needed: string])[] = [
  ['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'],
  ['S3_SECRET_ACCESS_KEY', 'S3_ACCESS_KEY_ID'],
  ['S3_ACCESS_KEY_ID', 'S3_BUCKET'],
  ['S3_ENDPOINT', 'S3_BUCKET'],
];

export type Config = Readonly<z.output<typeof Environment>> & { readonly publicUrl: string };

/** Every setting, checked once. @throws {Error} with a sentence for each wrong one */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const read = Environment.safeParse(given);
  const wrong = read.success ? [] : read.error.issues.map((issue) => sentence(String(issue.path[0]), issue, given));
  const lacking = new Set(NEEDS.flatMap(([name, needed]) => (given[name] && !given[needed] ? [missing(needed)] : [])));
  if (!read.success || lacking.size > 0) throw new ConfigError([...wrong, ...lacking]);
  return { ...read.data, publicUrl: (read.data.PUBLIC_URL ?? `http://localhost:${read.data.PORT}`).replace(/\/$/, '') };
}

export class ConfigError extends Error {
  constructor(readonly sentences: readonly string[]) {
    super(sentences.join('\n'));
    this.name = 'ConfigError';
  }
}

function sentence(name: string, issue: z.core.$ZodIssue, given: NodeJS.ProcessEnv): string {
  return given[name] === undefined ? missing(name) : `${name} ${issue.message}.`;
}

const missing = (name: string): string => `${name} is missing: set it as .env.example shows.`;

/** The names of all settings: `.env.example` is compared with them. */
export const settingNames: readonly string[] = Object.keys(Environment.shape);

let current: Config | undefined;

/** This process's settings, read at the first call. */
export function config(): Config {
  current ??= readConfig(process.env);
  return current;
}

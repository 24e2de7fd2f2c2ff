import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type ConfigError, readConfig, settingNames } from './config.js';
import { root } from './root.js';

const KEY = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
const enough = { MONGO_URL: 'mongodb://localhost/shopyard', REDIS_URL: 'redis://localhost', SECRET_KEYS: KEY };

const sentencesOf = (environment: NodeJS.ProcessEnv): readonly string[] => {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    return (error as ConfigError).sentences;
  }
};

test('the servers and the key are enough: everything else has a default', () => {
  expect(readConfig(enough)).toMatchObject({ PORT: 4000, DATA_DIR: '.data', publicUrl: 'http://localhost:4000' });
});

test('each wrong setting gets a sentence that names it, all at once', () => {
  const sentences = sentencesOf({
    ...enough,
    PORT: 'high',
    PUBLIC_URL: 'shop.example',
    SMTP_URL: 'http://mail',
    LOG_LEVEL: 'loud',
    SECRET_KEYS: 'k1:short',
    OPERATOR_TOKEN: 'abc',
  });
  expect(sentences).toHaveLength(6);
  for (const name of ['PORT', 'PUBLIC_URL', 'SMTP_URL', 'LOG_LEVEL', 'SECRET_KEYS', 'OPERATOR_TOKEN'])
    expect(sentences.some((sentence) => sentence.startsWith(`${name} takes `))).toBe(true);
});

test.each([
  'mongodb://127.0.0.1:27017/shopyard?replicaSet=rs0',
  'mongodb://user:p%40ss@a.example:27017,b.example:27017,c.example/shopyard?replicaSet=rs0&tls=true',
  'mongodb+srv://cluster.example/shopyard',
])('MONGO_URL may be %s', (MONGO_URL) => {
  expect(readConfig({ ...enough, MONGO_URL }).MONGO_URL).toBe(MONGO_URL);
});

test.each(['localhost:27017', 'http://localhost', 'mongodb://', 'mongodb://a b/c'])('MONGO_URL may not be %s', (MONGO_URL) => {
  expect(sentencesOf({ ...enough, MONGO_URL })).toEqual(['MONGO_URL takes an address that begins with mongodb:// or mongodb+srv://.']);
});

test('half of an S3 account is told by what is missing, and no secret stands in a sentence', () => {
  expect(sentencesOf({ ...enough, S3_BUCKET: 'files', S3_ACCESS_KEY_ID: 'key-id' })).toEqual([
    'S3_SECRET_ACCESS_KEY is missing: set it as .env.example shows.',
  ]);
  expect(sentencesOf({ ...enough, S3_ENDPOINT: 'https://s3.example' })).toEqual(['S3_BUCKET is missing: set it as .env.example shows.']);
  const wrong = { S3_BUCKET: 'My Files', S3_ENDPOINT: 's3.example', S3_REGION: 'Here', S3_FORCE_PATH_STYLE: 'yes' };
  const sentences = sentencesOf({ ...enough, ...wrong, S3_ACCESS_KEY_ID: 'a b', S3_SECRET_ACCESS_KEY: 'a secret' });
  expect(sentences.map((sentence) => sentence.split(' takes ')[0]).sort()).toEqual([
    'S3_ACCESS_KEY_ID',
    'S3_BUCKET',
    'S3_ENDPOINT',
    'S3_FORCE_PATH_STYLE',
    'S3_REGION',
    'S3_SECRET_ACCESS_KEY',
  ]);
  expect(sentences.join()).not.toContain('a secret');
});

test('a missing setting is told as missing', () => {
  expect(sentencesOf({})).toContain('MONGO_URL is missing: set it as .env.example shows.');
});

test('an empty setting is one that is not set', () => {
  expect(readConfig({ ...enough, SMTP_URL: '' }).SMTP_URL).toBeUndefined();
});

test('.env.example lists every setting and no other', () => {
  const listed = [...readFileSync(join(root, '.env.example'), 'utf8').matchAll(/^#?\s?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name);
  expect([...new Set(listed)].sort()).toEqual([...settingNames].sort());
});

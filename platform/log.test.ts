import { Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import pino from 'pino';
import { logOptions } from './log.js';

function logged(write: (log: pino.Logger) => void): string {
  let text = '';
  const sink = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  write(pino({ ...logOptions(), level: 'info' }, sink));
  return text;
}

test('secrets and personal data do not reach the log, one level down either', () => {
  const text = logged((log) =>
    log.info({ token: 'sy_token_1', person: { email: 'a@example.com', phone: '123456' }, shop: 'shop_1' }, 'hello'),
  );
  expect(text).toContain('shop_1');
  expect(text).not.toMatch(/sy_token_1|a@example\.com|123456/);
});

test("a duplicate key's error names its index, never the value that met itself", () => {
  const err = Object.assign(
    new Error('E11000 duplicate key error collection: people index: emailKey_1 dup key: { emailKey: "a@example.com" }'),
    {
      code: 11000,
      keyPattern: { emailKey: 1 },
      keyValue: { emailKey: 'a@example.com' },
    },
  );
  const text = logged((log) => log.error({ err }, 'a request failed'));
  expect(text).toContain('emailKey');
  expect(text).not.toContain('a@example.com');
});

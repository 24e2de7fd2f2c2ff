import { expect, test } from '@jest/globals';
import { aShopContext } from '#tests/support/factories.js';
import { openSecret, type SealedSecret, sealSecret } from './secrets.js';

const secret = 'sk_test_51H8example';

test('a secret at rest shows nothing of itself, and opens for its shop and purpose', () => {
  const shop = aShopContext();
  const sealed = sealSecret(shop, 'stripe', secret);
  expect(sealed).not.toContain(secret);
  expect(sealSecret(shop, 'stripe', secret)).not.toBe(sealed);
  expect(openSecret(shop, 'stripe', sealed)).toBe(secret);
});

test("copied to another shop, or to another purpose of its own shop, or changed, it doesn't open", () => {
  const shop = aShopContext();
  const sealed = sealSecret(shop, 'stripe', secret);
  expect(() => openSecret(aShopContext(), 'stripe', sealed)).toThrow();
  expect(() => openSecret(shop, 'webhook', sealed)).toThrow();
  const [keyId, nonce, text, tag] = sealed.split('.');
  const changed = [keyId, nonce, `${text!.startsWith('A') ? 'B' : 'A'}${text!.slice(1)}`, tag].join('.');
  expect(() => openSecret(shop, 'stripe', changed as SealedSecret)).toThrow();
});

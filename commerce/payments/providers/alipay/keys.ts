import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** Alipay's RSA2 wants this many. */
const LEAST_BITS = 2048;

/**
 * An application's private key as merchants have it: PEM, or the bare base64 that Alipay's key tool hands out, in PKCS #1 or
 * PKCS #8. Answers PEM, PKCS #8; null for anything else.
 */
export function privateKeyOf(text: string): string | null {
  const key = firstOf(['pkcs8', 'pkcs1'] as const, (type) => createPrivateKey({ key: derOf(text), format: 'der', type }));
  return key && isRsa(key) ? key.export({ type: 'pkcs8', format: 'pem' }).toString() : null;
}

/** A public key, in the same forms. Answers PEM, SPKI; null for anything else. */
export function publicKeyOf(text: string): string | null {
  const key = firstOf(['spki', 'pkcs1'] as const, (type) => createPublicKey({ key: derOf(text), format: 'der', type }));
  return key && isRsa(key) ? key.export({ type: 'spki', format: 'pem' }).toString() : null;
}

/** Whether a public key is that of a private key: then it is the application's own, and not Alipay's. Both PEM. */
export const isPairOf = (privateKey: string, publicKey: string): boolean =>
  createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString() === publicKey;

const derOf = (text: string): Buffer => Buffer.from(text.replace(/-----[A-Z ]+-----/g, ''), 'base64');

const isRsa = (key: KeyObject): boolean => key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= LEAST_BITS;

function firstOf<Form>(forms: readonly Form[], read: (form: Form) => KeyObject): KeyObject | null {
  for (const form of forms) {
    try {
      return read(form);
    } catch {
      // not in this form
    }
  }
  return null;
}

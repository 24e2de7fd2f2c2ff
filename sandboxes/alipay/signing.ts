import { createSign, createVerify, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

/** The signature of Alipay's interfaces, written apart from what Shopyard itself signs with. `RSA2` is SHA256 with RSA. */
export type Params = Record<string, string>;

/** Source: opendocs.alipay.com/common/02kf5q: by name, without `sign` and what is empty. */
export const contentOf = (params: Params, ...without: string[]): string =>
  Object.entries(params)
    .filter(([name, value]) => name !== 'sign' && value !== '' && !without.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');

export const signed = (content: string, privateKey: string): string =>
  createSign('RSA-SHA256').update(content, 'utf8').sign(privateKey, 'base64');

export const isSignedBy = (content: string, signature: string, publicKey: string): boolean =>
  createVerify('RSA-SHA256').update(content, 'utf8').verify(publicKey, signature, 'base64');

const generate = promisify(generateKeyPair);

/** PEM: PKCS #8 and SPKI. */
export const newKeyPair = (): Promise<{ privateKey: string; publicKey: string }> =>
  generate('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });

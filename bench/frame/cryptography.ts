import { createDecipheriv, createHmac, type KeyObject, timingSafeEqual, verify } from 'node:crypto';

/** A callback, signed. */
export interface Told {
  body: string;
  headers: Record<string, string>;
}

/** What a callback costs whoever does nothing but believe it: by Node's cryptography, with keys that were read before. */

export function stripe({ body, headers }: Told, secret: string): void {
  const [, at, signature] = /^t=(\d+),v1=([0-9a-f]+)/.exec(headers['stripe-signature']!)!;
  const right = createHmac('sha256', secret).update(`${at}.${body}`).digest();
  mustBe(timingSafeEqual(right, Buffer.from(signature!, 'hex')));
}

const TAG_BYTES = 16;

export function wechatPay({ body, headers }: Told, { publicKey, apiV3Key }: { publicKey: KeyObject; apiV3Key: Buffer }): void {
  const message = Buffer.from(`${headers['wechatpay-timestamp']}\n${headers['wechatpay-nonce']}\n${body}\n`);
  mustBe(verify('RSA-SHA256', message, publicKey, Buffer.from(headers['wechatpay-signature']!, 'base64')));
  const { resource } = JSON.parse(body) as { resource: { ciphertext: string; nonce: string; associated_data: string } };
  const bytes = Buffer.from(resource.ciphertext, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', apiV3Key, resource.nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(resource.associated_data))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  JSON.parse(decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8'));
}

export function alipay({ body }: Told, publicKey: KeyObject): void {
  const pairs = [...new URLSearchParams(body)].sort(([one], [other]) => (one < other ? -1 : 1));
  const signature = pairs.find(([name]) => name === 'sign')![1];
  const text = pairs
    .filter(([name]) => name !== 'sign' && name !== 'sign_type')
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  mustBe(verify('RSA-SHA256', Buffer.from(text), publicKey, Buffer.from(signature, 'base64')));
}

function mustBe(signed: boolean): void {
  if (!signed) throw new Error('A callback of the load does not bear its own signature');
}

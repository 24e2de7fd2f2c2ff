import { createHash } from 'node:crypto';
import { Aes, Formatter, Multipart, Rsa, Wechatpay } from 'wechatpay-axios-plugin';
import { knock, openReceiver } from '#sandboxes/frame/testing.js';
import { startWechatPaySandbox, type WechatPaySandbox } from '#sandboxes/wechat-pay/sandbox.js';

/** What the tests of sandboxes/wechat-pay share: above all the independent client that the sandbox is held against. */

export interface Merchant {
  mchid: string;
  appId: string;
  appSecret: string;
  apiV3Key: string;
  serial: string;
  privateKey: string;
  publicKeyId: string;
  publicKey: string;
  certificateSerial: string;
}

/** The independent client, piece by piece. */
export const plugin = { Aes, Formatter, Multipart, Rsa };

interface PluginClient {
  request(
    path: string,
    method: string,
    data: unknown,
    config: object,
  ): Promise<{ status: number; data: never; headers: Record<string, string> }>;
}

export interface Sent {
  events: { id: string; type: string; payload: string; headers: Record<string, string> }[];
  deliveries: { status: number | null; url: string; attempt: number; probe?: true }[];
  code?: string;
  message?: string;
}

export interface Answered<T> {
  status: number;
  data: T;
  headers: Record<string, string>;
}

let count = 0;
export const aNumber = (): string => `pay_${Date.now().toString(36)}${String(++count).padStart(4, '0')}`;

/** A sandbox that tries again quickly, and the merchants' servers of one test file. */
export async function openSandbox() {
  const sandbox = await startWechatPaySandbox({ port: 0, retryDelays: [5, 10, 20, 40] });
  const closing: (() => Promise<void>)[] = [() => sandbox.close()];
  const control = <Result = Sent>(path: string, body: object = {}, method = 'POST') => knock<Result>(sandbox.url, path, body, method);

  return {
    sandbox,
    control,
    close: async () => {
      for (const close of closing) await close();
    },
    async receiver() {
      const opened = await openReceiver((body, headers) => ({ body, headers: headers as Record<string, string> }));
      closing.push(opened.close);
      return opened.receiver;
    },
    makeMerchant: (given: object = {}) => control<Merchant>('merchants', given),
    /** A merchant with a server, and a client that trusts `certs` (his public key, unless told otherwise). */
    async merchant(given: object = {}) {
      const merchant = await control<Merchant>('merchants', given);
      return { ...merchant, shop: await this.receiver(), call: callerOf(sandbox, merchant) };
    },
  };
}

/** Calls through the independent client: it signs the request, and refuses an answer whose signature is not the platform's. */
export function callerOf(
  { url }: WechatPaySandbox,
  merchant: Merchant,
  certs: Record<string, string> = { [merchant.publicKeyId]: merchant.publicKey },
) {
  const { mchid, serial, privateKey } = merchant;
  const { client } = new Wechatpay({ mchid, serial, privateKey, certs, baseURL: `${url}/` }) as unknown as { client: PluginClient };
  return async <T = Record<string, never>>(method: string, path: string, data?: object, more: object = {}): Promise<Answered<T>> => {
    try {
      const { status, data: answer, headers } = await client.request(path.slice(1), method, data, more);
      return { status, data: answer, headers };
    } catch (error) {
      const { response } = error as { response?: Answered<T> };
      if (!response?.headers || !(response.data as { code?: string })?.code) throw error;
      return { status: response.status, data: response.data, headers: response.headers };
    }
  };
}

/** What a merchant makes of a callback: verified and decrypted by the independent client; null where the signature is not good. */
export function opened(
  callback: { body: string; headers: Record<string, string> },
  key: string,
  apiV3Key: string,
): Record<string, unknown> | null {
  const { body, headers } = callback;
  const [timestamp, nonce, signature] = ['timestamp', 'nonce', 'signature'].map((name) => headers[`wechatpay-${name}`]!);
  if (!plugin.Rsa.verify(plugin.Formatter.response(timestamp!, nonce!, body), signature!, key)) return null;
  const { resource } = JSON.parse(body) as { resource: Record<string, string> };
  return JSON.parse(plugin.Aes.AesGcm.decrypt(resource.ciphertext!, apiV3Key, resource.nonce!, resource.associated_data!)) as Record<
    string,
    unknown
  >;
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** A native order of a merchant's. */
export const anOrder = ({ mchid, appId, shop }: { mchid: string; appId: string; shop: { url: string } }, more: object = {}) => ({
  appid: appId,
  mchid,
  description: 'Order 1001',
  out_trade_no: aNumber(),
  notify_url: shop.url,
  amount: { total: 1999, currency: 'CNY' },
  ...more,
});

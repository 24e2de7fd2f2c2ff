import { startAlipaySandbox } from '#sandboxes/alipay/sandbox.js';
import { knock, openReceiver } from '#sandboxes/frame/testing.js';
import { AlipaySdk } from './alipay-sdk.js';
import { aPrivateKey } from './keys.js';

/** What the control doors answer. */
export interface Sent {
  events: { id: string; type: string; payload: string }[];
  deliveries: { status: number | null; body: string; attempt: number }[];
  error?: { message: string };
}

export interface NewMerchant {
  appId: string;
  sellerId: string;
  privateKey: string;
  alipayPublicKey: string;
}

/** A sandbox that tries again quickly, and the merchants' servers of one test file. */
export async function openSandbox() {
  const sandbox = await startAlipaySandbox({ port: 0, retryDelays: [1, 1, 2, 2, 5, 5, 10] });
  const closing: (() => Promise<void>)[] = [() => sandbox.close()];
  const control = <Result = Sent>(path: string, body: object = {}, method = 'POST') => knock<Result>(sandbox.url, path, body, method);

  return {
    sandbox,
    control,
    close: async () => {
      for (const close of closing) await close();
    },

    /** A merchant, his server, and Alipay's own library in his hands. */
    async merchant() {
      const keys = { privateKey: await aPrivateKey(), alipayPrivateKey: await aPrivateKey() };
      const merchant = await control<NewMerchant>('merchants', keys);
      const { appId, privateKey, alipayPublicKey } = merchant;
      const sdk = new AlipaySdk({ appId, privateKey, keyType: 'PKCS8', alipayPublicKey, gateway: `${sandbox.url}/gateway.do` });
      const { receiver, close } = await openReceiver((body) => Object.fromEntries(new URLSearchParams(body)));
      receiver.says = 'success';
      closing.push(close);
      const ask = (method: string, bizContent: object, more: object = {}) =>
        sdk.exec(method, { bizContent: bizContent as Record<string, unknown>, ...more }, { validateSign: true });
      return { merchant, sdk, shop: receiver, ask };
    },
  };
}

let trades = 0;
export const aTrade = (amount = '88.88') => ({ out_trade_no: `T${Date.now()}_${++trades}`, total_amount: amount, subject: '订单 1001' });

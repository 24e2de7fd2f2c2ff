import {
  connectPaymentAccount,
  NewPaymentAccount,
  type Payment,
  type PaymentAccount,
  PaymentStart,
  paymentId,
  type StartedPayment,
  startPayment,
} from '#commerce/payments/index.js';
import { startAlipaySandbox } from '#sandboxes/alipay/sandbox.js';
import { knock } from '#sandboxes/frame/testing.js';
import type { ShopContext } from '#tenants/index.js';
import { openCallbackDoor } from './callback-door.js';
import { aPrivateKey } from './keys.js';

/** What the sandbox's control doors answer. */
export interface Sent {
  events: { id: string; type: string; payload: string }[];
  deliveries: { status: number | null; body: string }[];
}

/** What a shop connects with. */
export interface Merchant {
  appId: string;
  sellerId: string;
  privateKey: string;
  alipayPublicKey: string;
}

/** The Alipay sandbox and a callback door for one test file: test shops of this process pay there. */
export async function openAlipay() {
  const sandbox = await startAlipaySandbox({ port: 0, retryDelays: [5, 10] });
  const door = await openCallbackDoor({ ALIPAY_API_BASE: sandbox.url });
  const control = <Result = Sent>(path: string, body: object = {}, method = 'POST') => knock<Result>(sandbox.url, path, body, method);

  return {
    url: door.url,
    sandbox,
    control,
    merchant: async (given: Partial<Merchant> = {}) =>
      control<Merchant>('merchants', { privateKey: await aPrivateKey(), alipayPrivateKey: await aPrivateKey(), ...given }),
    /** The buyer comes to where he was led: from then on Alipay knows the trade. */
    async come(started: StartedPayment): Promise<void> {
      const { payment, action } = started;
      if (action?.kind === 'AppAction') await control('trades', { parameters: action.parameters });
      else if (action?.kind === 'RedirectAction') await control('trades', { parameters: action.url });
      else await control(`trades/${paymentId.encode(payment._id)}/open`);
    },
    /** The buyer comes and pays; `sending` as sandboxes/alipay/README.md has it. */
    async pay(started: StartedPayment, sending: object = {}): Promise<Sent> {
      await this.come(started);
      return control(`trades/${paymentId.encode(started.payment._id)}/pay`, sending);
    },
    async close() {
      await sandbox.close();
      await door.close();
    },
  };
}

export const connectAlipay = (shop: ShopContext, merchant: Merchant): Promise<PaymentAccount> =>
  connectPaymentAccount(shop, NewPaymentAccount.parse({ alipay: merchant }));

export const startAlipay = (shop: ShopContext, { token }: { token: string }, method: Payment['method'] = 'PAGE'): Promise<StartedPayment> =>
  startPayment(shop, token, PaymentStart.parse({ provider: 'ALIPAY', method, returnUrl: 'https://shop.example/thanks?order=1' }));

import { same } from './right.js';

export const PROVIDERS = ['WECHAT_PAY', 'ALIPAY', 'STRIPE'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** What a payment began with, of the kinds that this journey meets: a page to be led to, or a QR code that holds one. */
export interface Begun {
  content?: string;
  url?: string;
}

export const BEGUN = '... on QrCodeAction { content } ... on RedirectAction { url }';

/** How a provider calls what its buyer pays, at the control doors of its sandbox. */
const CALLED: Readonly<Record<Provider, string>> = { WECHAT_PAY: 'orders', ALIPAY: 'trades', STRIPE: 'sessions' };

/** The page that a buyer comes to: by scanning, or by being led there. @throws {Error} when it does not open */
export async function openPage({ content, url }: Begun): Promise<URL> {
  const shown = await fetch((content ?? url)!, { signal: AbortSignal.timeout(10_000) });
  if (!shown.ok) throw new Error(`the provider's page answers ${shown.status}: ${await shown.text()}`);
  return new URL(shown.url);
}

/** What the browser sends when its person presses a button; answers where that leads him, if anywhere. */
export async function press(page: URL | string, action: string): Promise<string | null> {
  const pressed = await fetch(page, { method: 'POST', body: new URLSearchParams({ action }), redirect: 'manual' });
  if (pressed.status >= 400) throw new Error(`the provider's page answers ${pressed.status}: ${await pressed.text()}`);
  return pressed.headers.get('location');
}

/** The buyer pays, and no callback comes: the line is down. */
export async function payUnheard(provider: Provider, page: URL): Promise<void> {
  await control(page.origin, `${CALLED[provider]}/${page.pathname.split('/').at(-1)}/pay`, { hold: true });
}

/** What a person would do elsewhere, by a control door of a sandbox: see its README. */
async function control<Answer>(origin: string, door: string, body: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${origin}/_sandbox/${door}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the sandbox's door ${door} answers ${answer.status}: ${text}`);
  return JSON.parse(text) as Answer;
}

/** What the sandbox keeps of one payment of ours. */
export async function keptOf(origin: string, provider: 'WECHAT_PAY' | 'STRIPE', payment: string): Promise<Record<string, unknown>> {
  const where = { WECHAT_PAY: `orders?outTradeNo=${payment}`, STRIPE: `payment_intents?metadata[payment]=${payment}` }[provider];
  const answer = await fetch(`${origin}/_sandbox/${where}`, { signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`the sandbox's door ${where} answers ${answer.status}`);
  const { data } = (await answer.json()) as { data: Record<string, unknown>[] };
  return data[0] ?? {};
}

/** A merchant's or a service provider's own account there, as the provider's console would show it. */
export async function consoleOf(provider: 'WECHAT_PAY' | 'ALIPAY', origin: string, given: object = {}): Promise<Record<string, string>> {
  const { certificateSerial: _, ...shown } = await control<Record<string, string>>(origin, 'merchants', given);
  same('what the console shows', Object.keys(shown).sort(), CONSOLE[provider]);
  return shown;
}

const CONSOLE = {
  WECHAT_PAY: ['apiV3Key', 'appId', 'appSecret', 'mchid', 'privateKey', 'publicKey', 'publicKeyId', 'serial'],
  ALIPAY: ['alipayPublicKey', 'appId', 'privateKey', 'sellerId'],
};

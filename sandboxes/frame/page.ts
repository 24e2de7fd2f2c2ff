import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';

export type Language = 'en' | 'zh';

/** The buyer's, by what the provider was told and else by his browser. */
export function languageOf(req: Request, told?: string | null): Language {
  const asked = told ?? req.acceptsLanguages('en', 'zh', 'zh-CN', 'zh-TW', 'zh-HK');
  return String(asked).startsWith('zh') ? 'zh' : 'en';
}

interface PayPage {
  language: Language;
  title: string;
  note: string;
  /** What the amount is, and the amount; absent where nothing is to be paid. */
  amount?: readonly [string, string];
  /** HTML: what the buyer can do, from `buttons`, or `ended`. */
  rest: string;
}

/** Every page of the sandboxes: one small document that loads nothing. */
export function sendPage(res: Response, { language, title, note, amount, rest }: PayPage): void {
  const nonce = randomBytes(16).toString('base64');
  // No form-action: browsers hold it against the redirect after the form too, and that leads to the shop wherever it is.
  res.set({
    'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; frame-ancestors 'none'`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  res
    .vary('accept-language')
    .type('html')
    .send(`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style nonce="${nonce}">
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 24rem; margin: 3rem auto; padding: 0 1rem; }
dl { font-size: 1.5rem; } dd { margin: 0; font-weight: 600; }
button { display: block; width: 100%; min-height: 2.75rem; margin: .75rem 0; font: inherit; color: inherit; background: none; border: 1px solid; border-radius: .5rem; cursor: pointer; }
button:first-child { color: Canvas; background: CanvasText; }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${note}</p>
${amount ? `<dl><dt>${amount[0]}</dt><dd>${escaped(amount[1])}</dd></dl>` : ''}
${rest}
</main>
</body>
</html>
`);
}

/** A form of buttons, each an `action` and its words. */
export const buttons = (actions: Readonly<Record<string, string>>, alert?: string | null): string => `${
  alert ? `<p role="alert">${alert}</p>` : ''
}
<form method="post">
${Object.entries(actions)
  .map(([action, words]) => `<button name="action" value="${action}">${words}</button>`)
  .join('\n')}
</form>`;

/** Nothing is left to be done here. */
export const ended = (status: string, back: string | null | undefined, words: string): string =>
  `<p role="status">${status}</p>${back ? `<p><a href="${escaped(back)}">${words}</a></p>` : ''}`;

/** `amount` in units of the currency: `CNY 39.98`. */
export const shownAmount = (amount: string, currency: string, language: Language): string =>
  new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en', { style: 'currency', currency, currencyDisplay: 'code' }).format(
    Number(amount),
  );

/** Waits for the callbacks' first tries before the buyer goes back, as providers do, and no longer than they. */
export const patiently = (sending: Promise<unknown>): Promise<unknown> =>
  Promise.race([sending, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref())]);

const PATIENCE_MS = 10_000;

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

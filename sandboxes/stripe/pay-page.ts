import { randomBytes } from 'node:crypto';
import express, { type Request, type Response, Router } from 'express';
import type { Stripe } from 'stripe';
import { toDecimal } from '#platform/money.js';
import type { House } from './house.js';
import { failSession, findSession, paySession } from './sessions.js';

const WORDS = {
  en: {
    title: 'Test payment',
    note: 'This is the Stripe sandbox. No money moves.',
    amount: 'To pay',
    pay: 'Pay',
    decline: 'Be declined by the bank',
    cancel: 'Cancel and go back',
    declined: 'The bank declined the payment. You can try again.',
    over: { complete: 'This order has been paid.', expired: 'The time for this payment has passed.' },
    back: 'Back to the shop',
  },
  zh: {
    title: '测试付款',
    note: '这是 Stripe 沙盒，不会产生真实扣款。',
    amount: '应付金额',
    pay: '付款',
    decline: '模拟银行拒付',
    cancel: '取消并返回',
    declined: '银行拒绝了这笔付款，可以再试一次。',
    over: { complete: '此订单已付款。', expired: '付款时间已过。' },
    back: '返回商店',
  },
};
type Language = keyof typeof WORDS;

/** Stripe waits so long for the receiver of `checkout.session.completed` before it sends the shopper back. */
const PATIENCE_MS = 10_000;

/** `GET` and `POST /pay/{session}`: where a Session's `url` leads. */
export function payPage(house: House): Router {
  const router = Router();
  router.get('/:id', (req, res) => show(req, res, findSession(house, null, req.params.id).object));
  router.post('/:id', express.urlencoded({ extended: false, limit: '1kb' }), async (req, res) => {
    const kept = findSession(house, null, String(req.params.id));
    const { object } = kept;
    const action: unknown = req.body?.action;
    if (object.status !== 'open') return show(req, res.status(409), object);
    if (action === 'cancel' && object.cancel_url) return res.redirect(303, object.cancel_url);
    if (action === 'decline') {
      await patiently(house.post.send(await failSession(house, kept)));
      return show(req, res, object, true);
    }
    if (action !== 'pay') return show(req, res.status(400), object);
    await patiently(house.post.send(await paySession(house, kept)));
    res.redirect(303, returnAddress(object));
  });
  return router;
}

const returnAddress = ({ success_url, id }: Stripe.Checkout.Session): string => success_url!.replaceAll('{CHECKOUT_SESSION_ID}', id);

const patiently = (sending: Promise<unknown>) =>
  Promise.race([sending, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref())]);

function languageOf(req: Request, session: Stripe.Checkout.Session): Language {
  const asked = session.locale && session.locale !== 'auto' ? session.locale : req.acceptsLanguages('en', 'zh', 'zh-CN', 'zh-TW', 'zh-HK');
  return String(asked).startsWith('zh') ? 'zh' : 'en';
}

function show(req: Request, res: Response, session: Stripe.Checkout.Session, declined = false): void {
  const language = languageOf(req, session);
  const words = WORDS[language];
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
<title>${words.title}</title>
<style nonce="${nonce}">
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 24rem; margin: 3rem auto; padding: 0 1rem; }
dl { font-size: 1.5rem; } dd { margin: 0; font-weight: 600; }
button { display: block; width: 100%; min-height: 2.75rem; margin: .75rem 0; font: inherit; cursor: pointer; }
</style>
</head>
<body>
<main>
<h1>${words.title}</h1>
<p>${words.note}</p>
<dl><dt>${words.amount}</dt><dd>${escaped(amountOf(session, language))}</dd></dl>
${session.status === 'open' ? form(session, words, declined) : over(session, words)}
</main>
</body>
</html>
`);
}

const form = (
  { cancel_url }: Stripe.Checkout.Session,
  words: (typeof WORDS)[Language],
  declined: boolean,
) => `${declined ? `<p role="alert">${words.declined}</p>` : ''}
<form method="post">
<button name="action" value="pay">${words.pay}</button>
<button name="action" value="decline">${words.decline}</button>
${cancel_url ? `<button name="action" value="cancel">${words.cancel}</button>` : ''}
</form>`;

function over(session: Stripe.Checkout.Session, words: (typeof WORDS)[Language]): string {
  const expired = session.status === 'expired';
  const back = expired ? session.cancel_url : returnAddress(session);
  return `<p role="status">${expired ? words.over.expired : words.over.complete}</p>${back ? `<p><a href="${escaped(back)}">${words.back}</a></p>` : ''}`;
}

function amountOf({ amount_total, currency }: Stripe.Checkout.Session, language: Language): string {
  const code = currency!.toUpperCase();
  const twoDigitsAtStripe = ['ISK', 'UGX'].includes(code); // none by ISO 4217. Source: docs.stripe.com/currencies#special-cases
  const amount = twoDigitsAtStripe ? String(amount_total! / 100) : toDecimal(amount_total!, code);
  return new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en', { style: 'currency', currency: code, currencyDisplay: 'code' }).format(
    Number(amount),
  );
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

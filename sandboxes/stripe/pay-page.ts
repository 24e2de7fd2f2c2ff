import express, { type Request, type Response, Router } from 'express';
import type { Stripe } from 'stripe';
import { toDecimal } from '#platform/money.js';
import { buttons, ended, type Language, languageOf, patiently, sendPage, shownAmount } from '../frame/page.js';
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

function show(req: Request, res: Response, session: Stripe.Checkout.Session, declined = false): void {
  const language = languageOf(req, session.locale === 'auto' ? null : session.locale);
  const words = WORDS[language];
  sendPage(res, {
    language,
    title: words.title,
    note: words.note,
    amount: [words.amount, amountOf(session, language)],
    rest: session.status === 'open' ? form(session, words, declined) : over(session, words),
  });
}

const form = ({ cancel_url }: Stripe.Checkout.Session, words: (typeof WORDS)[Language], declined: boolean): string =>
  buttons({ pay: words.pay, decline: words.decline, ...(cancel_url ? { cancel: words.cancel } : {}) }, declined ? words.declined : null);

function over(session: Stripe.Checkout.Session, words: (typeof WORDS)[Language]): string {
  const expired = session.status === 'expired';
  return ended(expired ? words.over.expired : words.over.complete, expired ? session.cancel_url : returnAddress(session), words.back);
}

function amountOf({ amount_total, currency }: Stripe.Checkout.Session, language: Language): string {
  const code = currency!.toUpperCase();
  const twoDigitsAtStripe = ['ISK', 'UGX'].includes(code); // none by ISO 4217. Source: docs.stripe.com/currencies#special-cases
  return shownAmount(twoDigitsAtStripe ? String(amount_total! / 100) : toDecimal(amount_total!, code), code, language);
}

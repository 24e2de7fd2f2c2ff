import express, { type Request, type Response, Router } from 'express';
import { toDecimal } from '#platform/money.js';
import { buttons, ended, languageOf, patiently, sendPage, shownAmount } from '../frame/page.js';
import { missing } from './call.js';
import type { House } from './house.js';
import type { KeptOrder } from './kept.js';
import { expireIfDue, payOrder } from './orders.js';

const WORDS = {
  en: {
    title: 'Test payment',
    note: 'This is the WeChat Pay sandbox. No money moves.',
    amount: 'To pay',
    pay: 'Pay',
    decline: 'Be declined by the bank',
    cancel: 'Cancel and go back',
    declined: 'The bank declined the payment. You can try again.',
    paid: 'This order has been paid.',
    over: 'The time for this payment has passed.',
    back: 'Back to the shop',
  },
  zh: {
    title: '测试付款',
    note: '这是微信支付沙盒，不会产生真实扣款。',
    amount: '应付金额',
    pay: '付款',
    decline: '模拟银行拒付',
    cancel: '取消并返回',
    declined: '银行拒绝了这笔付款，可以再试一次。',
    paid: '此订单已付款。',
    over: '付款时间已过。',
    back: '返回商店',
  },
};

interface Payable {
  order: KeptOrder;
  /** It can be paid here and now. */
  open: boolean;
}

/** `GET` and `POST /pay/{prepay_id}`: where code_url, h5_url and prepay ids lead. `?redirect_url=` is where the buyer goes back to. */
export function payPage(house: House): Router {
  const router = Router();
  router.get('/:id', (req, res) => show(req, res, find(house, req.params.id)));
  router.post('/:id', express.urlencoded({ extended: false, limit: '1kb' }), async (req, res) => {
    const payable = find(house, String(req.params.id));
    const action: unknown = req.body?.action;
    const back = backOf(req);
    if (!payable.open) return show(req, res.status(409), payable);
    if (action === 'cancel' && back) return res.redirect(303, back);
    if (action === 'decline') return show(req, res, payable, true); // WeChat tells merchants nothing of it
    if (action !== 'pay') return show(req, res.status(400), payable);
    await patiently(house.post.send([payOrder(house, payable.order)]));
    if (back) res.redirect(303, back);
    else show(req, res, { ...payable, open: false });
  });
  return router;
}

/** @throws {Refusal} 404 */
function find({ memory }: House, prepayId: string): Payable {
  const prepay = memory.shelves.prepays.find(prepayId);
  const order = memory.shelves.orders.find(prepay?.order ?? '');
  if (!prepay || !order) throw missing(`No such prepay_id: ${prepayId}`);
  expireIfDue(memory, order);
  return { order, open: order.state === 'NOTPAY' && prepay.until > Date.now() };
}

function backOf({ query }: Request): string | null {
  const asked = query.redirect_url;
  return typeof asked === 'string' && URL.canParse(asked) && /^https?:/i.test(asked) ? asked : null;
}

function show(req: Request, res: Response, { order, open }: Payable, declined = false): void {
  const language = languageOf(req);
  const words = WORDS[language];
  const back = backOf(req);
  const actions = { pay: words.pay, decline: words.decline, ...(back ? { cancel: words.cancel } : {}) };
  sendPage(res, {
    language,
    title: words.title,
    note: words.note,
    amount: [words.amount, shownAmount(toDecimal(order.total, 'CNY'), 'CNY', language)],
    rest: open
      ? buttons(actions, declined ? words.declined : null)
      : ended(order.transactionId ? words.paid : words.over, back, words.back),
  });
}

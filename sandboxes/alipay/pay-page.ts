import express, { type Request, type Response, Router } from 'express';
import { buttons, ended, languageOf, patiently, sendPage, shownAmount } from '../frame/page.js';
import { ControlRefusal, yuan } from './call.js';
import { beijing } from './clock.js';
import type { House } from './house.js';
import type { Trade } from './kept.js';
import type { Memory } from './memory.js';
import { contentOf, type Params, signed } from './signing.js';
import { comeTo, payTrade } from './trades.js';

const WORDS = {
  en: {
    title: 'Test payment',
    note: 'This is the Alipay sandbox. No money moves.',
    amount: 'To pay',
    pay: 'Pay',
    decline: 'Be declined by the bank',
    cancel: 'Cancel and go back',
    declined: 'The bank declined the payment. You can try again.',
    over: { paid: 'This order has been paid.', closed: 'The time for this payment has passed.' },
    back: 'Back to the shop',
  },
  zh: {
    title: '测试付款',
    note: '这是支付宝沙盒，不会产生真实扣款。',
    amount: '应付金额',
    pay: '付款',
    decline: '模拟银行拒付',
    cancel: '取消并返回',
    declined: '银行拒绝了这笔付款，可以再试一次。',
    over: { paid: '此订单已付款。', closed: '付款时间已过。' },
    back: '返回商店',
  },
};

/** `GET` and `POST /pay/{trade}`: where the gateway leads, and what a QR code holds. */
export function payPage(house: House): Router {
  const router = Router();
  router.get('/:id', (req, res) => {
    const trade = findTrade(house.memory, req.params.id);
    comeTo(house, trade);
    show(house, req, res, trade);
  });
  router.post('/:id', express.urlencoded({ extended: false, limit: '1kb' }), async (req, res) => {
    const trade = findTrade(house.memory, String(req.params.id));
    const action: unknown = req.body?.action;
    if (!comeTo(house, trade)) return show(house, req, res.status(409), trade);
    if (action === 'cancel' && wayBack(trade)) return res.redirect(303, wayBack(trade)!);
    // A refusal is between the buyer and his bank: Alipay tells nobody, and the trade stays open.
    if (action === 'decline') return show(house, req, res, trade, true);
    if (action !== 'pay') return show(house, req, res.status(400), trade);
    await patiently(house.post.send([payTrade(house, trade)]));
    const address = returnAddress(house.memory, trade);
    if (address) return res.redirect(303, address);
    show(house, req, res, trade);
  });
  return router;
}

function findTrade({ trades }: Memory, id: string): Trade {
  const trade = trades.find(id);
  if (!trade) throw new ControlRefusal(404, 'There is no such payment');
  return trade;
}

const wayBack = ({ quitUrl, returnUrl }: Trade): string | null => quitUrl ?? returnUrl;

/** Where a buyer goes who has paid: signed too, and no proof of anything. Source: opendocs.alipay.com, 同步通知参数. */
function returnAddress(memory: Memory, { returnUrl, ...trade }: Trade): string | null {
  if (!returnUrl) return null;
  const { sellerId, alipayPrivateKey } = memory.merchants.find(trade.appId)!;
  const params: Params = {
    app_id: trade.appId,
    auth_app_id: trade.appId,
    seller_id: sellerId,
    method: `${trade.method}.return`,
    out_trade_no: trade.outTradeNo,
    trade_no: trade.tradeNo,
    total_amount: yuan(trade.amount),
    timestamp: beijing(Date.now()),
    charset: 'utf-8',
    sign_type: 'RSA2',
    version: '1.0',
  };
  const url = new URL(returnUrl);
  const sign = signed(contentOf(params, 'sign_type'), alipayPrivateKey);
  for (const [name, value] of Object.entries({ ...params, sign })) url.searchParams.set(name, value);
  return url.href;
}

function show({ memory }: House, req: Request, res: Response, trade: Trade, declined = false): void {
  const language = languageOf(req);
  const words = WORDS[language];
  const open = trade.status === 'WAIT_BUYER_PAY';
  const ways = { pay: words.pay, decline: words.decline, ...(wayBack(trade) ? { cancel: words.cancel } : {}) };
  const back = trade.paidAt ? returnAddress(memory, trade) : wayBack(trade);
  sendPage(res, {
    language,
    title: words.title,
    note: words.note,
    amount: [words.amount, shownAmount(yuan(trade.amount), 'CNY', language)],
    rest: open
      ? buttons(ways, declined ? words.declined : null)
      : ended(trade.paidAt ? words.over.paid : words.over.closed, back, words.back),
  });
}

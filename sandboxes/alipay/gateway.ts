import express, { type Request, type Response, Router } from 'express';
import { addressOfBill } from './bills.js';
import { bodyOf, type Call, callOf, invalid, merchantOf, Refusal } from './call.js';
import type { House } from './house.js';
import type { Merchant } from './kept.js';
import { queryRefund, refundTrade } from './refunds.js';
import { type Params, signed } from './signing.js';
import { closeTrade, openTrade, queryTrade } from './trades.js';

/** By the interface's name: what it answers beside `code` and `msg`. */
const INTERFACES: Readonly<Record<string, (house: House, call: Call) => object>> = {
  'alipay.trade.precreate': (house, call) => {
    const trade = openTrade(house, call);
    return { out_trade_no: trade.outTradeNo, qr_code: `${house.address()}/pay/${trade.id}` };
  },
  'alipay.trade.query': queryTrade,
  'alipay.trade.close': closeTrade,
  'alipay.trade.refund': refundTrade,
  'alipay.trade.fastpay.refund.query': queryRefund,
  'alipay.data.dataservice.bill.downloadurl.query': addressOfBill,
};

/** What a browser or a phone opens: its answer is a page. */
export const PAGES = ['alipay.trade.page.pay', 'alipay.trade.wap.pay', 'alipay.trade.app.pay'];

/** `/gateway.do`: every interface. */
export function gateway(house: House): Router {
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: '256kb' });
  router.get('/', (req, res) => lead(house, paramsOf(req), res));
  router.post('/', form, async (req, res) => {
    const params = paramsOf(req);
    if (PAGES.includes(params.method ?? '')) return lead(house, params, res);
    await serve(house, params, req, res);
  });
  return router;
}

/** The address's and the form's, each as text. */
const paramsOf = (req: Request): Params =>
  Object.fromEntries(Object.entries({ ...req.query, ...req.body }).map(([name, value]) => [name, String(value)]));

/** To the pay page. Who comes with a wrong address is told so on a page, as by Alipay. */
function lead(house: House, params: Params, res: Response): void {
  try {
    const call = callOf(merchantOf(house.memory, params), params);
    if (!PAGES.includes(call.method)) throw invalid('invalid-method', '不存在的方法名');
    res.redirect(302, `/pay/${openTrade(house, call).id}`);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    res.status(400).type('text/plain; charset=utf-8').send(`${error.subCode}\n${error.subMessage}\n`);
  }
}

async function serve(house: House, params: Params, req: Request, res: Response): Promise<void> {
  const at = { owner: params.app_id ?? '', method: 'POST', path: `/${params.method ?? ''}` };
  let merchant: Merchant | null = null;
  let answer: object;
  try {
    merchant = merchantOf(house.memory, params);
    const call = callOf(merchant, params);
    if (await house.faults.meet(at, 'before', req, res)) return;
    const does = INTERFACES[call.method];
    if (!does) throw invalid('invalid-method', '不存在的方法名');
    answer = { code: '10000', msg: 'Success', ...does(house, call) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    answer = bodyOf(error);
  }
  if (await house.faults.meet(at, 'after', req, res)) return;
  res.type('text/html; charset=utf-8').send(written(answer, params.method ?? '', merchant));
}

/** Alipay escapes every slash: who parses an answer and prints it again has other bytes than were signed. */
function written(answer: object, method: string, merchant: Merchant | null): string {
  const text = JSON.stringify(answer).replaceAll('/', '\\/');
  if (!merchant) return `{"error_response":${text}}`;
  return `{"${method.replaceAll('.', '_')}_response":${text},"sign":"${signed(text, merchant.alipayPrivateKey)}"}`;
}

import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { queryApplyment, submitApplyment } from './applyments.js';
import { billFile, fundFlowBill, tradeBill } from './bills.js';
import { type Call, Refusal } from './call.js';
import { listCertificates } from './certificates.js';
import { hex } from './crypto.js';
import type { House } from './house.js';
import { readUpload, uploadMedia } from './media.js';
import { authenticate } from './merchants.js';
import { WAYS } from './order-input.js';
import { closeOrder, createOrder, createPartnerOrder, queryOrder } from './orders.js';
import { createRefund, queryRefund } from './refunds.js';
import { queryReturn, returnShare } from './returns.js';
import { addReceiver, querySharing, queryUnsplit, removeReceiver, shareOrder, unfreezeOrder } from './sharing.js';

/** What a call comes to: an answer, a file, or null for 204. Synchronous: two calls never meet inside one. */
type Act = (house: House, call: Call) => object | null;

/** Everything under `/v3` that is signed on both sides. */
export function wechatApi(house: House): Router {
  const router = Router();
  router.use(express.raw({ type: () => true, limit: '3mb' }));
  const known = (act: Act) => handle(house, act);

  router.get('/certificates', known(listCertificates));
  for (const partner of [false, true]) {
    const transactions = partner ? '/pay/partner/transactions' : '/pay/transactions';
    for (const way of WAYS) {
      router.post(
        `${transactions}/${way}`,
        known((at, call) => (partner ? createPartnerOrder : createOrder)(at, call, way)),
      );
    }
    const query = known((at, call) => queryOrder(at, call, partner));
    router.get(`${transactions}/id/:transactionId`, query);
    router.get(`${transactions}/out-trade-no/:outTradeNo`, query);
    router.post(
      `${transactions}/out-trade-no/:outTradeNo/close`,
      known((at, call) => closeOrder(at, call, partner)),
    );
  }
  router.post('/refund/domestic/refunds', known(createRefund));
  router.get('/refund/domestic/refunds/:outRefundNo', known(queryRefund));

  router.post('/profitsharing/receivers/add', known(addReceiver));
  router.post('/profitsharing/receivers/delete', known(removeReceiver));
  router.post('/profitsharing/orders', known(shareOrder));
  router.post('/profitsharing/orders/unfreeze', known(unfreezeOrder));
  router.get('/profitsharing/orders/:outOrderNo', known(querySharing));
  router.post('/profitsharing/return-orders', known(returnShare));
  router.get('/profitsharing/return-orders/:outReturnNo', known(queryReturn));
  router.get('/profitsharing/transactions/:transactionId/amounts', known(queryUnsplit));

  router.post('/merchant/media/upload', known(uploadMedia));
  router.post('/applyment4sub/applyment', known(submitApplyment));
  router.get('/applyment4sub/applyment/business_code/:businessCode', known(queryApplyment));
  router.get('/applyment4sub/applyment/applyment_id/:applymentId', known(queryApplyment));

  router.get('/bill/tradebill', known(tradeBill));
  router.get('/bill/fundflowbill', known(fundFlowBill));
  router.get('/billdownload/file', known(billFile));
  return router;
}

function handle(house: House, act: Act): RequestHandler {
  return async (req, res) => {
    const requestId = `08${hex(10).toUpperCase()}`;
    res.set('request-id', requestId);
    const call = await callOf(house, req);
    const meeting = { owner: call.merchant.mchid, method: call.method, path: call.path };
    if (await house.faults.meet(meeting, 'before', req, res)) return;
    const { status, body } = perform(house, act, call);
    if (await house.faults.meet(meeting, 'after', req, res)) return;
    if (Buffer.isBuffer(body)) return void res.type('application/octet-stream').send(body);
    const wrong = res.locals.fault === 'forge';
    res.set(await house.keys.headers(call.merchant, body, { wrong }, call.serial)).status(status);
    if (body) res.type('json').send(body);
    else res.end();
  };
}

function perform(house: House, act: Act, call: Call): { status: number; body: string | Buffer } {
  try {
    const answer = act(house, call);
    if (Buffer.isBuffer(answer)) return { status: 200, body: answer };
    return answer ? { status: 200, body: JSON.stringify(answer) } : { status: 204, body: '' };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status, body: JSON.stringify(error.body) };
  }
}

/** @throws {Refusal} 401 for a signature that is not the merchant's, 400 for a body that is no JSON */
async function callOf({ memory }: House, req: Request): Promise<Call> {
  const bytes: Buffer = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
  const upload = req.is('multipart/form-data') ? await readUpload(bytes, req.get('content-type')!) : null;
  const text = upload?.meta ?? bytes.toString('utf8');
  const merchant = authenticate(memory, req.get('authorization') ?? '', req.method, req.originalUrl, text);
  return {
    merchant,
    method: req.method,
    path: req.baseUrl + req.path,
    params: req.params as Record<string, string>,
    query: req.query,
    body: text === '' ? undefined : json(text),
    file: upload?.file ?? null,
    serial: req.get('wechatpay-serial') ?? null,
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'PARAM_ERROR', '请求体不是合法的 JSON');
  }
}

/** A refusal that nobody was there to sign for: who called is not known. */
export function refuse(res: Response, error: Refusal): void {
  res.status(error.status).json(error.body);
}

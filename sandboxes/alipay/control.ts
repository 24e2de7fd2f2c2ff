import { createPublicKey } from 'node:crypto';
import express, { type Request, Router } from 'express';
import { z } from 'zod';
import { FaultFields } from '../frame/faults.js';
import { balanceOf } from './bills.js';
import { ControlRefusal, callOf, given, merchantOf, Yuan } from './call.js';
import { PAGES } from './gateway.js';
import type { House } from './house.js';
import { newId } from './ids.js';
import { BillChange, type Notification, type Trade } from './kept.js';
import { Sending } from './post.js';
import { giveBack } from './refunds.js';
import { newKeyPair } from './signing.js';
import { comeTo, endUnpaid, finishTrade, openTrade, payTrade } from './trades.js';

const NewMerchant = z.strictObject({
  appId: z
    .string()
    .regex(/^\d{16}$/, 'takes 16 digits')
    .optional(),
  sellerId: z
    .string()
    .regex(/^2088\d{12}$/, 'takes 16 digits that begin with 2088')
    .optional(),
  /** The application's own, PEM; a new one is made where it is left out. */
  privateKey: z.string().optional(),
  /** What Alipay signs with for it, likewise. */
  alipayPrivateKey: z.string().optional(),
});

const Opened = z.strictObject({ parameters: z.string().min(1) });
const NewFault = FaultFields.omit({ method: true }).extend({ appId: z.string() });
const ByHand = Sending.extend({ refund: Yuan.optional(), request: z.string().optional() });

/** The doors that Alipay does not have: the buyer's part, the console's, and everything that can go wrong. */
export function controlDoors(house: House): Router {
  const router = Router();
  const { memory, post, faults } = house;
  router.use(express.json({ limit: '256kb' }));

  router.post('/merchants', async (req, res) => {
    const { appId = newId.app(), sellerId = newId.seller(), privateKey, alipayPrivateKey } = given(NewMerchant, req.body);
    if (memory.merchants.find(appId)) throw new ControlRefusal(409, `${appId} is taken: another appId, or none, makes another merchant`);
    const [app, alipay] = [await pairOf('privateKey', privateKey), await pairOf('alipayPrivateKey', alipayPrivateKey)];
    memory.merchants.put({ appId, sellerId, appPublicKey: app.publicKey, alipayPrivateKey: alipay.privateKey });
    memory.changed();
    res.status(201).json({ appId, sellerId, privateKey: app.privateKey, alipayPublicKey: alipay.publicKey });
  });
  router.post('/merchants/:appId/rotate', async (req, res) => {
    const merchant = memory.merchants.find(req.params.appId);
    if (!merchant) throw new ControlRefusal(404, 'There is no such merchant');
    const { privateKey, publicKey } = await newKeyPair();
    merchant.alipayPrivateKey = privateKey;
    memory.changed();
    res.json({ alipayPublicKey: publicKey });
  });

  const merchant = (req: Request<{ appId: string }>) => {
    const found = memory.merchants.find(req.params.appId);
    if (!found) throw new ControlRefusal(404, 'There is no such merchant');
    return found;
  };
  router.post('/merchants/:appId/payouts', (req, res) => {
    const paid = merchant(req);
    const { amount } = given(z.strictObject({ amount: z.int().min(1) }), req.body);
    const payout = { id: newId.trade(), amount, at: Date.now() };
    paid.payouts = [...(paid.payouts ?? []), payout];
    memory.changed();
    res.status(201).json(payout);
  });
  router.get('/merchants/:appId/balance', (req, res) => void res.json({ balance: balanceOf(house, merchant(req)) }));
  router.post('/bills/:appId/:day', (req, res) => {
    const told = merchant(req);
    told.billChanges = { ...told.billChanges, [req.params.day]: given(BillChange, req.body) };
    memory.changed();
    res.json(told.billChanges[req.params.day]);
  });

  const sent = async (notifications: Notification[], sending: Sending) => {
    const chosen = inOrder(notifications, sending.order);
    const deliveries = await post.send(chosen, sending);
    const events = await Promise.all(chosen.map(async (one) => ({ id: one.id, type: one.type, payload: await post.payloadOf(one) })));
    return { events, deliveries };
  };

  /** What the wallet on a phone does with an app's order string, or a browser with a page's address. */
  router.post('/trades', (req, res) => {
    const { parameters } = given(Opened, req.body);
    const params = Object.fromEntries(new URLSearchParams(parameters.slice(parameters.indexOf('?') + 1)));
    const call = callOf(merchantOf(memory, params), params);
    if (!PAGES.includes(call.method)) throw new ControlRefusal(400, `${call.method} opens nothing`);
    const trade = openTrade(house, call);
    comeTo(house, trade);
    res.status(201).json(shown(house, trade));
  });
  router.post('/trades/:id/open', (req, res) => {
    const trade = find(req);
    comeTo(house, trade);
    res.json(shown(house, trade));
  });
  router.post('/trades/:id/pay', async (req, res) => {
    const sending = given(Sending, req.body);
    res.json(await sent([payTrade(house, find(req))], sending));
  });
  router.post('/trades/:id/expire', async (req, res) => {
    const sending = given(Sending, req.body);
    const trade = find(req);
    if (!comeTo(house, trade)) throw new ControlRefusal(409, `The trade is ${trade.status}`);
    res.json(await sent([endUnpaid(house, trade)], sending));
  });
  router.post('/trades/:id/finish', async (req, res) => {
    const sending = given(Sending, req.body);
    res.json(await sent([finishTrade(house, find(req))], sending));
  });
  router.post('/trades/:id/refund', async (req, res) => {
    const { refund, request, ...sending } = given(ByHand, req.body);
    const trade = find(req);
    const made = { request: request ?? trade.outTradeNo, amount: refund ?? trade.amount, reason: null };
    res.json(await sent([giveBack(house, trade, made)], sending));
  });
  router.post('/deliver/:id', async (req, res) => {
    const notification = memory.notifications.find(req.params.id);
    if (!notification) throw new ControlRefusal(404, 'There is no such notification');
    res.json(await sent([notification], given(Sending, req.body)));
  });

  router.get('/trades', (req, res) => {
    const trades = memory.trades.newestFirst().filter(({ outTradeNo }) => !req.query.outTradeNo || outTradeNo === req.query.outTradeNo);
    res.json({ data: trades.slice(0, 100).map((trade) => shown(house, trade)) });
  });
  router.get('/events', (req, res) => {
    const about = (one: Notification) => !req.query.outTradeNo || one.params.out_trade_no === req.query.outTradeNo;
    res.json({ data: memory.notifications.newestFirst().filter(about).slice(0, 100) });
  });

  router.post('/faults', (req, res) => {
    const { appId, ...fault } = given(NewFault, req.body);
    res.status(201).json(faults.add(appId, { ...fault, method: 'POST' }));
  });
  router.get('/faults/:id', (req, res) => {
    const met = faults.met(req.params.id);
    if (met === null) throw new ControlRefusal(404, 'There is no such fault');
    res.json({ id: req.params.id, met });
  });
  router.delete('/faults/:id', (req, res) => {
    faults.remove(req.params.id);
    res.status(204).end();
  });

  /** By its page's id, its number at Alipay or the merchant's own number, whoever owns it. */
  const find = (req: Request<{ id: string }>): Trade => {
    const { id } = req.params;
    const trade = memory.trades.newestFirst().find((one) => [one.id, one.tradeNo, one.outTradeNo].includes(id));
    if (!trade) throw new ControlRefusal(404, `There is no trade ${id}`);
    return trade;
  };
  return router;
}

const shown = ({ address }: House, trade: Trade) => ({ ...trade, url: `${address()}/pay/${trade.id}` });

/** With the key that is given, or a new one. */
async function pairOf(field: string, privateKey: string | undefined): ReturnType<typeof newKeyPair> {
  if (!privateKey) return newKeyPair();
  try {
    return { privateKey, publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString() };
  } catch {
    throw new ControlRefusal(400, `${field}: takes an RSA private key in PEM`);
  }
}

/** @throws {ControlRefusal} for a type that this does not bring */
function inOrder(notifications: Notification[], order: string[] | undefined): Notification[] {
  return (order ?? notifications.map(({ type }) => type)).map((type) => {
    const found = notifications.find((one) => one.type === type);
    if (!found) throw new ControlRefusal(400, `order: this brings ${notifications.map((one) => one.type).join(', ')}, and no ${type}`);
    return found;
  });
}

import express, { type Request, Router } from 'express';
import { z } from 'zod';
import { moveApplyment } from './applyments.js';
import { balanceOf } from './bill-lines.js';
import { changeBill } from './bills.js';
import { invalid, missing, read } from './call.js';
import { addFault, NewFault } from './faults.js';
import type { House } from './house.js';
import type { KeptEvent, KeptOrder } from './kept.js';
import { changeMerchant, findMerchant, makeMerchant } from './merchants.js';
import { closed, mustBeOpen, payOrder, shown } from './orders.js';
import { Sending } from './post.js';
import { endRefund } from './refunds.js';
import { endReturn, payOut } from './returns.js';
import { endSharing } from './sharing.js';

const Paying = Sending.extend({
  /** When it was paid, RFC 3339: the day of the bill. */
  paidAt: z.iso.datetime({ offset: true }).optional(),
  /** Although it was closed. */
  evenIfClosed: z.boolean().optional(),
});

const Sharing = z.strictObject({ result: z.enum(['SUCCESS', 'CLOSED']).default('SUCCESS'), failReason: z.string().optional() });

const Returning = z.strictObject({ result: z.enum(['SUCCESS', 'FAILED']).default('SUCCESS'), failReason: z.string().optional() });

const ENDS = { succeed: 'SUCCESS', abnormal: 'ABNORMAL', close: 'CLOSED' } as const;

/** The doors that WeChat Pay does not have: the buyer's part, and everything that can go wrong. */
export function controlDoors(house: House): Router {
  const router = Router();
  const { memory, post, faults, keys } = house;
  router.use(express.json({ limit: '256kb' }));

  router.post('/merchants', async (req, res) => void res.status(201).json(await makeMerchant(house, req.body)));
  router.post('/merchants/:mchid', (req, res) => void res.json(changeMerchant(house, req.params.mchid, req.body)));
  router.post('/merchants/:mchid/payouts', (req, res) => void res.status(201).json(payOut(house, req.params.mchid, req.body)));
  router.get('/merchants/:mchid/balance', (req, res) => {
    res.json({ balance: balanceOf(house, findMerchant(memory, req.params.mchid)) });
  });
  router.post('/certificates/rotate', async (_req, res) => void res.status(201).json({ serial: (await keys.rotate()).id }));
  router.post('/certificates/retire', (_req, res) => {
    keys.retire();
    res.json({ serials: keys.certificates().map(({ id }) => id) });
  });

  const sent = async (events: KeptEvent[], sending: Sending) => {
    const chosen = inOrder(events, sending.order);
    const deliveries = await post.send(chosen, sending);
    const signed = chosen.map(async (event) => ({ id: event.id, type: event.type, ...(await post.signed(event, sending)) }));
    return { events: await Promise.all(signed), deliveries };
  };

  router.post('/orders/:id/pay', async (req, res) => {
    const { paidAt: at, evenIfClosed, ...sending } = read(Paying, req.body);
    res.json(await sent([payOrder(house, findOrder(house, req), { at, evenIfClosed })], sending));
  });
  router.post('/orders/:id/fail', (req, res) => {
    const order = findOrder(house, req);
    mustBeOpen(memory, order);
    order.state = read(z.strictObject({ payError: z.boolean().default(false) }), req.body).payError ? 'PAYERROR' : 'NOTPAY';
    memory.changed();
    res.json(shown(order));
  });
  router.post('/orders/:id/close', (req, res) => {
    const order = findOrder(house, req);
    mustBeOpen(memory, order);
    closed(memory, order);
    res.json(shown(order));
  });
  for (const [door, status] of Object.entries(ENDS)) {
    router.post(`/refunds/:id/${door}`, async (req, res) => {
      const sending = read(Sending, req.body);
      const refund = memory.shelves.refunds
        .newestFirst()
        .find(({ refundId, outRefundNo }) => [refundId, outRefundNo].includes(req.params.id!));
      if (!refund) throw missing(`No such refund: ${req.params.id}`);
      res.json(await sent(endRefund(house, refund, status), sending));
    });
  }
  router.post('/profitsharing/:outOrderNo/finish', (req, res) => {
    const { result, failReason } = read(Sharing, req.body);
    const sharing = memory.shelves.sharings.newestFirst().find(({ outOrderNo }) => outOrderNo === req.params.outOrderNo);
    if (!sharing) throw missing(`No such sharing: ${req.params.outOrderNo}`);
    endSharing(house, sharing, result, failReason);
    res.json(sharing);
  });
  router.post('/profitsharing/returns/:outReturnNo/finish', (req, res) => {
    const { result, failReason } = read(Returning, req.body);
    const kept = memory.shelves.returns.newestFirst().find(({ outReturnNo }) => outReturnNo === req.params.outReturnNo);
    if (!kept) throw missing(`No such return: ${req.params.outReturnNo}`);
    endReturn(house, kept, result, failReason);
    res.json(kept);
  });
  router.post('/applyments/:id', (req, res) => void res.json(moveApplyment(house, req.params.id, req.body)));
  router.post('/bills/:mchid/:day', (req, res) => void res.json(changeBill(house, req.params.mchid, req.params.day, req.body)));
  router.post('/shipping/:transactionId/confirm', (req, res) => {
    const shipping = memory.shelves.shippings.find(req.params.transactionId);
    if (!shipping) throw missing(`Nothing was uploaded of ${req.params.transactionId}`);
    shipping.confirmed = true;
    memory.changed();
    res.json(shipping);
  });
  router.post('/deliver/:id', async (req, res) => {
    const event = memory.shelves.events.find(req.params.id);
    if (!event) throw missing(`No such event: ${req.params.id}`);
    res.json(await sent([event], read(Sending, req.body)));
  });

  router.get('/orders', (req, res) => void res.json({ data: narrowed(memory.shelves.orders.newestFirst(), req) }));
  router.get('/refunds', (req, res) => void res.json({ data: narrowed(memory.shelves.refunds.newestFirst(), req) }));
  router.get('/shipping', (req, res) => void res.json({ data: narrowed(memory.shelves.shippings.newestFirst(), req) }));
  router.get('/applyments', (req, res) => void res.json({ data: narrowed(memory.shelves.applyments.newestFirst(), req) }));
  router.get('/sharings', (req, res) => void res.json({ data: narrowed(memory.shelves.sharings.newestFirst(), req) }));
  router.get('/returns', (req, res) => void res.json({ data: narrowed(memory.shelves.returns.newestFirst(), req) }));
  router.get('/events', (req, res) => {
    const { outTradeNo } = req.query;
    const events = memory.shelves.events.newestFirst().filter(({ resource }) => !outTradeNo || resource.out_trade_no === outTradeNo);
    res.json({ data: events.slice(0, MOST) });
  });

  router.post('/faults', (req, res) => void res.status(201).json(addFault(house, read(NewFault, req.body))));
  router.get('/faults/:id', (req, res) => {
    const met = faults.met(req.params.id);
    if (met === null) throw missing(`No such fault: ${req.params.id}`);
    res.json({ id: req.params.id, met });
  });
  router.delete('/faults/:id', (req, res) => {
    faults.remove(req.params.id);
    res.status(204).end();
  });
  return router;
}

const MOST = 100;

/** By prepay id, out_trade_no or transaction id, the newest of that name. @throws {Refusal} */
function findOrder({ memory }: House, req: Request): KeptOrder {
  const id = String(req.params.id);
  const found = memory.shelves.orders
    .newestFirst()
    .find(({ prepayId, outTradeNo, transactionId }) => [prepayId, outTradeNo, transactionId].includes(id));
  if (!found) throw missing(`No such order: ${id}`);
  return found;
}

/** `?mchid=…&outTradeNo=…`: whatever field it names must be so. */
function narrowed<T extends object>(items: T[], { query }: Request): T[] {
  const wanted = Object.entries(query);
  return items.filter((item) => wanted.every(([name, value]) => (item as Record<string, unknown>)[name] === value)).slice(0, MOST);
}

/** @throws {Refusal} for a type that this journey does not bring */
function inOrder(events: KeptEvent[], order: string[] | undefined): KeptEvent[] {
  return (order ?? events.map(({ type }) => type)).map((wanted) => {
    const event = events.find(({ type }) => type === wanted);
    if (!event) throw invalid(`This brings ${events.map(({ type }) => type).join(', ') || 'no event'}, and no ${wanted}`);
    return event;
  });
}

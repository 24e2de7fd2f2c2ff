import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { deauthorize, demand, findAccount, finish } from './accounts.js';
import { move } from './balance.js';
import { callerOf, missing, read } from './call.js';
import { closeDispute, NewDispute, openDispute, respond } from './disputes.js';
import type { House } from './house.js';
import { newId } from './ids.js';
import { findIntent } from './intents.js';
import type { KeptEvent } from './kept.js';
import { Sending } from './post.js';
import { failRefund, keepPending, refundByHand, settleRefund } from './refunds.js';

/** Whose balance or account it is. */
const Whose = z.strictObject({ apiKey: z.string(), stripeAccount: z.string().default('') });

const Movement = Whose.extend({
  type: z.enum(['payout', 'payout_failure', 'stripe_fee', 'adjustment', 'charge']),
  /** What comes in, or goes out below zero. */
  amount: z.int(),
  currency: z.string().toLowerCase(),
});

type Answer = (events: KeptEvent[], sending: z.infer<typeof Sending>) => Promise<object>;

/** The doors of what happens to money and merchants outside the API: in the dashboard, at the buyer's bank, at Stripe itself. */
export function moneyDoors(house: House, sent: Answer): Router {
  const router = Router();
  const { memory } = house;

  /** A door that brings events; `act` takes what `own` reads of the body, the rest of it is how they are sent. */
  const door = <Own>(path: string, own: z.ZodType<Own>, act: (id: string, given: Own) => KeptEvent[] | Promise<KeptEvent[]>) =>
    router.post(path, async (req: Request, res: Response) => {
      const { of = {}, ...rest } = (req.body ?? {}) as { of?: unknown };
      const [given, sending] = [read(own, of), read(Sending, rest)];
      res.json(await sent(await act(String(req.params.id), given), sending));
    });
  const Nothing = z.strictObject({});
  const refundOf = (id: string) => memory.refunds.find(id) ?? refuse('refund', id);
  const disputeOf = (id: string) => memory.disputes.find(id) ?? refuse('dispute', id);

  door('/payment_intents/:id/refund', z.strictObject({ amount: z.int().optional() }), async (id, { amount }) => [
    await refundByHand(house, findIntent(memory, null, id), amount),
  ]);
  door('/refunds/:id/succeed', Nothing, (id) => [settleRefund(memory, refundOf(id))]);
  door('/refunds/:id/fail', z.strictObject({ reason: z.string().default('declined') }), (id, { reason }) => [
    failRefund(memory, refundOf(id), reason),
  ]);
  router.post('/refunds/pending', (req, res) => {
    const { apiKey, stripeAccount, times } = read(Whose.extend({ times: z.int().min(1).default(1) }), req.body);
    keepPending(memory, callerOf(apiKey, stripeAccount).owner, times);
    res.status(201).json({ times });
  });

  door('/payment_intents/:id/dispute', NewDispute, (id, given) => openDispute(house, findIntent(memory, null, id), given));
  door('/disputes/:id/respond', Nothing, (id) => respond(memory, disputeOf(id)));
  door('/disputes/:id/close', z.strictObject({ outcome: z.enum(['won', 'lost']) }), (id, { outcome }) =>
    closeDispute(memory, disputeOf(id), outcome),
  );

  const account = (id: string) => findAccount(memory, null, id);
  door('/accounts/:id/finish', z.strictObject({ reviewed: z.boolean().default(true) }), (id, { reviewed }) => [
    finish(memory, account(id), reviewed),
  ]);
  door('/accounts/:id/demand', z.strictObject({ due: z.array(z.string()).min(1) }), (id, { due }) => [demand(memory, account(id), due)]);
  door('/accounts/:id/deauthorize', Nothing, (id) => [deauthorize(memory, account(id))]);

  router.post('/movements', (req, res) => {
    const { apiKey, stripeAccount, type, amount, currency } = read(Movement, req.body);
    const source = type.startsWith('payout') ? newId.payout() : null;
    const { object } = move(memory, callerOf(apiKey, stripeAccount), { type, amount, currency, source });
    res.status(201).json({ id: object.id });
  });
  const moved = (id: string) => memory.movements.find(id) ?? refuse('balance transaction', id);
  router.get('/movements', (req, res) => {
    const { apiKey, stripeAccount } = read(Whose, req.query);
    const { owner } = callerOf(apiKey, stripeAccount);
    const theirs = memory.movements.newestFirst().filter((kept) => kept.owner === owner);
    res.json({ data: theirs.map(({ object }) => object), balance: theirs.reduce((sum, { object }) => sum + object.net, 0) });
  });
  router.post('/movements/:id', (req, res) => {
    const { object } = moved(req.params.id);
    Object.assign(object, read(z.strictObject({ amount: z.int() }), req.body));
    memory.changed();
    res.json(object);
  });
  router.delete('/movements/:id', (req, res) => {
    memory.movements.remove(moved(req.params.id).object.id);
    memory.changed();
    res.status(204).end();
  });
  router.post('/backdate', (req, res) => {
    const { apiKey, stripeAccount, days } = read(Whose.extend({ days: z.int().min(1).max(1000) }), req.body);
    const { owner } = callerOf(apiKey, stripeAccount);
    const theirs = memory.movements.newestFirst().filter((kept) => kept.owner === owner);
    for (const { object } of theirs) object.created -= days * 24 * 3600;
    memory.changed();
    res.json({ moved: theirs.length });
  });
  return router;
}

function refuse(what: string, id: string): never {
  throw missing(what, id);
}

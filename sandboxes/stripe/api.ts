import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Stripe } from 'stripe';
import { createAccount, createLink, listAccounts, mayActFor, retrieveAccount } from './accounts.js';
import { listMovements, retrieveCharge, retrieveMovement } from './balance.js';
import { type Call, callOf, missing, Refusal } from './call.js';
import { createEndpoint, deleteEndpoint, findEndpoint, updateEndpoint } from './endpoints.js';
import type { House } from './house.js';
import { cancelIntent, captureIntent, confirmIntent, createIntent, findIntent, updateIntent } from './intents.js';
import { list, listOf, matching } from './lists.js';
import type { Answer } from './mock.js';
import { createRefund } from './refunds.js';
import { createSession, expireSession, findSession, shown } from './sessions.js';

/** What a call comes to, on top of stripe-mock's skeleton. Synchronous: two calls never meet inside one. */
type Act = (house: House, call: Call, skeleton: never) => object;

/** Everything under `/v1`: stripe-mock judges each call, and what the sandbox knows is answered from its memory. */
export function stripeApi(house: House): Router {
  const router = Router();
  const verify = (_req: IncomingMessage, res: ServerResponse, bytes: Buffer) => {
    (res as Response).locals.rawBody = bytes; // stripe-mock gets the bytes as they came
  };
  router.use(express.urlencoded({ extended: true, limit: '1mb', verify }), express.raw({ type: () => true, limit: '1mb', verify }));
  const known = (act: Act) => handle(house, act);

  router.post('/checkout/sessions', known(createSession));
  router.get('/checkout/sessions', known(listSessions));
  router.get('/checkout/sessions/:id', known(retrieveSession));
  router.get(
    '/checkout/sessions/:id/line_items',
    known((at, call) => listOf(findSession(at, call.owner, call.id).lineItems, call.path)),
  );
  router.post('/checkout/sessions/:id/expire', known(expireSession));

  router.post('/payment_intents', known(createIntent));
  router.get(
    '/payment_intents',
    known(({ memory }, call) => list(memory.intents, call)),
  );
  router.get(
    '/payment_intents/:id',
    known(({ memory }, call) => findIntent(memory, call.owner, call.id).object),
  );
  router.post('/payment_intents/:id', known(updateIntent));
  router.post('/payment_intents/:id/confirm', known(confirmIntent));
  router.post('/payment_intents/:id/capture', known(captureIntent));
  router.post('/payment_intents/:id/cancel', known(cancelIntent));

  router.post('/refunds', known(createRefund));
  router.get(
    '/refunds',
    known(({ memory }, call) => list(memory.refunds, call, matching(call, 'payment_intent', 'charge'))),
  );
  router.get(
    '/refunds/:id',
    known(({ memory }, call) => mine(memory.refunds.find(call.id), 'refund', call)),
  );

  router.post('/webhook_endpoints', known(createEndpoint));
  router.get(
    '/webhook_endpoints',
    known(({ memory }, call) => list(memory.endpoints, call)),
  );
  router.get(
    '/webhook_endpoints/:id',
    known(({ memory }, call) => findEndpoint(memory, call).object),
  );
  router.post('/webhook_endpoints/:id', known(updateEndpoint));
  router.delete('/webhook_endpoints/:id', known(deleteEndpoint));

  router.get('/events', known(listEvents));
  router.get(
    '/events/:id',
    known(({ memory }, call) => mine(memory.events.find(call.id), 'event', call)),
  );

  router.post('/accounts', known(createAccount));
  router.get('/accounts', known(listAccounts));
  router.get('/accounts/:id', known(retrieveAccount));
  router.post('/account_links', known(createLink));

  router.get('/balance_transactions', known(listMovements));
  router.get('/balance_transactions/:id', known(retrieveMovement));
  router.get('/charges/:id', known(retrieveCharge));
  router.get(
    '/disputes',
    known(({ memory }, call) => list(memory.disputes, call, matching(call, 'payment_intent', 'charge'))),
  );
  router.get(
    '/disputes/:id',
    known(({ memory }, call) => mine(memory.disputes.find(call.id), 'dispute', call)),
  );

  router.get(
    '/account',
    known(({ memory }, { account }, skeleton: Stripe.Account) => memory.accounts.find(account)?.object ?? readyAccount(skeleton, account)),
  );
  router.use(known((_house, _call, skeleton) => skeleton)); // what it does not know, as stripe-mock has it
  return router;
}

/** Able to take payments: it is how a key is verified. */
const readyAccount = (skeleton: Stripe.Account, id: string) => ({
  ...skeleton,
  id,
  charges_enabled: true,
  details_submitted: true,
  payouts_enabled: true,
});

function mine<T>(kept: { owner: string; object: T } | undefined, what: string, { owner, id }: Call): T {
  if (kept?.owner !== owner) throw missing(what, id);
  return kept.object;
}

function listSessions(house: House, call: Call): object {
  const { data, ...rest } = list(house.memory.sessions, call, matching(call, 'payment_intent', 'status'));
  return { ...rest, data: data.map((session) => shown(house, session)) };
}

function listEvents({ memory }: House, call: Call): object {
  const types = [call.params.types ?? []].flat();
  const one = matching(call, 'type');
  return list(memory.events, call, (event) => one(event) && (types.length === 0 || types.includes(event.type)));
}

function retrieveSession(house: House, call: Call): object {
  const kept = findSession(house, call.owner, call.id);
  const expand = [call.params.expand ?? []].flat();
  const { memory } = house;
  const intent = typeof kept.object.payment_intent === 'string' ? memory.intents.find(kept.object.payment_intent) : undefined;
  return {
    ...shown(house, kept.object),
    ...(expand.includes('payment_intent') && intent ? { payment_intent: intent.object } : {}),
    ...(expand.includes('line_items') ? { line_items: listOf(kept.lineItems, `${call.path}/line_items`) } : {}),
  };
}

function handle(house: House, act: Act): RequestHandler {
  return async (req, res) => {
    const call = callOf(req);
    res.set('request-id', call.requestId);
    if (await house.faults.meet(call, 'before', req, res)) return;
    const answer = await house.idempotency.once(call, () => perform(house, act, call, req, res.locals.rawBody));
    if (await house.faults.meet(call, 'after', req, res)) return;
    if (call.idempotencyKey) res.set('idempotency-key', call.idempotencyKey);
    if (answer.replayed) res.set({ 'idempotent-replayed': 'true', 'original-request': answer.replayed });
    res.set('stripe-version', call.version).status(answer.status).type('json').send(answer.body);
  };
}

async function perform(
  house: House,
  act: Act,
  call: Call,
  req: Request,
  rawBody: Buffer | undefined,
): Promise<Answer & { began: boolean }> {
  const judged = await house.mock.ask(req, rawBody);
  if (judged.status >= 400) return { ...judged, began: false };
  try {
    mayActFor(house.memory, call);
    return { status: 200, body: text(act(house, call, JSON.parse(judged.body) as never)), began: true };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status, body: text({ error: error.error }), began: error.error.param === undefined }; // a wrong parameter is found before it begins
  }
}

const text = (answer: object) => JSON.stringify(answer, null, 2);

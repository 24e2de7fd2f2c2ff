import express, { type Request, Router } from 'express';
import type { Stripe } from 'stripe';
import { z } from 'zod';
import type { Shelf } from '../frame/shelf.js';
import { callerOf, invalid, missing, read } from './call.js';
import { moneyDoors } from './control-money.js';
import { keepEndpoint } from './endpoints.js';
import { NewFault } from './faults.js';
import type { House } from './house.js';
import { newId, now } from './ids.js';
import { failIntent, findIntent, payIntent } from './intents.js';
import type { Kept, KeptEvent } from './kept.js';
import { Sending } from './post.js';
import { failSession, findSession, paySession } from './sessions.js';

const Endpoint = z.strictObject({
  apiKey: z.string(),
  stripeAccount: z.string().default(''),
  url: z.url(),
  secret: z.string().min(1),
  enabledEvents: z.array(z.string()).min(1).default(['*']),
  /** For the platform's connected accounts instead of its own events. */
  connect: z.boolean().default(false),
});

/** The doors that Stripe does not have: the shopper's part, and everything that can go wrong. */
export function controlDoors(house: House): Router {
  const router = Router();
  const { memory, post, faults } = house;
  router.use(express.json({ limit: '256kb' }));

  router.post('/endpoints', (req, res) => {
    const { apiKey, stripeAccount, url, secret, enabledEvents, connect } = read(Endpoint, req.body);
    const object = {
      id: newId.endpoint(),
      object: 'webhook_endpoint',
      created: now(),
      livemode: false,
      status: 'enabled',
      url,
      enabled_events: enabledEvents,
    };
    const rest = { api_version: null, application: null, description: null, metadata: {} };
    keepEndpoint(memory, {
      owner: callerOf(apiKey, stripeAccount).owner,
      object: { ...object, ...rest } as Stripe.WebhookEndpoint,
      secret,
      connect,
    });
    res.status(201).json({ id: object.id });
  });

  const sent = async (events: KeptEvent[], sending: Sending) => {
    const chosen = inOrder(events, sending.order);
    const deliveries = await post.send(chosen, sending);
    return {
      events: chosen.map((event) => ({ id: event.object.id, type: event.object.type, ...post.signed(event, sending) })),
      deliveries,
    };
  };
  const sendingOf = (req: Request) => read(Sending, req.body ?? {});

  router.post('/sessions/:id/pay', async (req, res) => {
    const sending = sendingOf(req);
    res.json(await sent(await paySession(house, findSession(house, null, req.params.id)), sending));
  });
  router.post('/sessions/:id/fail', async (req, res) => {
    const sending = sendingOf(req);
    res.json(await sent(await failSession(house, findSession(house, null, req.params.id)), sending));
  });
  router.post('/payment_intents/:id/confirm', async (req, res) => {
    const sending = sendingOf(req);
    res.json(await sent([payIntent(memory, findIntent(memory, null, req.params.id))], sending));
  });
  router.post('/payment_intents/:id/fail', async (req, res) => {
    const sending = sendingOf(req);
    res.json(await sent([failIntent(memory, findIntent(memory, null, req.params.id))], sending));
  });
  router.use(moneyDoors(house, sent));
  router.post('/deliver/:id', async (req, res) => {
    const event = memory.events.find(req.params.id);
    if (!event) throw missing('event', req.params.id);
    res.json(await sent([event], sendingOf(req)));
  });

  router.get('/sessions', (req, res) => void res.json({ data: found(memory.sessions, req) }));
  router.get('/payment_intents', (req, res) => void res.json({ data: found(memory.intents, req) }));
  router.get('/events', (req, res) => {
    const about = req.query.object;
    const events = memory.events.newestFirst().filter(({ object }) => !about || object.data.object.id === about);
    res.json({ data: events.slice(0, 100).map(({ object, deliveries }) => ({ ...object, deliveries })) });
  });

  router.post('/faults', (req, res) => {
    const { apiKey, ...fault } = read(NewFault, req.body);
    res.status(201).json(faults.add(callerOf(apiKey).account, fault));
  });
  router.get('/faults/:id', (req, res) => {
    const met = faults.met(req.params.id);
    if (met === null) throw missing('fault', req.params.id);
    res.json({ id: req.params.id, met });
  });
  router.delete('/faults/:id', (req, res) => {
    faults.remove(req.params.id);
    res.status(204).end();
  });
  return router;
}

/** @throws {Refusal} for a type that this journey does not bring */
function inOrder(events: KeptEvent[], order: string[] | undefined): KeptEvent[] {
  return (order ?? events.map(({ object }) => object.type)).map((type) => {
    const event = events.find(({ object }) => object.type === type);
    if (!event) throw invalid(`This brings ${events.map(({ object }) => object.type).join(', ')}, and no ${type}`, { param: 'order' });
    return event;
  });
}

/** The newest hundred, of every account; `?metadata[payment]=…` narrows. */
function found<T extends { id: string; metadata: Record<string, string> | null }>(
  shelf: Pick<Shelf<Kept<T>>, 'newestFirst'>,
  req: Request,
): T[] {
  const wanted = Object.entries((req.query.metadata ?? {}) as Record<string, string>);
  const objects = shelf.newestFirst().map(({ object }) => object);
  return objects.filter(({ metadata }) => wanted.every(([name, value]) => metadata?.[name] === value)).slice(0, 100);
}

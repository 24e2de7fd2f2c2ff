import { ask, type Door } from '../doors.js';
import type { Shop } from './agency.js';
import { BUYER, type Ordered } from './buying.js';
import { eventually, same } from './right.js';

interface Mail {
  template: string;
  recipient: string;
  subject: string;
  status: string;
}

/** Each order's mails went to the buyer once, and the shop's log tells what happened in its order. */
export async function checkEffects(door: Door, shop: Shop, orders: Ordered[]): Promise<void> {
  const numbers = orders.map(({ number }) => number);
  const rightMails = ['order-created', 'order-paid'].flatMap((template) => numbers.map((number) => `${template} ${number}`));
  await eventually('the mails', async () => {
    const mails = (await mailsOf(door, shop)).filter(({ recipient }) => recipient === BUYER);
    if (mails.length < rightMails.length || mails.some(({ status }) => !['KEPT', 'SENT'].includes(status))) return null;
    const came = mails.map(({ template, subject }) => `${template} ${numbers.find((number) => subject.includes(number))}`);
    same("the buyer's mails", came.sort(), rightMails.sort());
    return true;
  });
  const rightEvents = orders.flatMap(({ id }) => [`order.created ${id}`, `order.paid ${id}`]);
  await eventually('the events', async () => {
    const events = await eventsOf(door, shop);
    if (events.length < rightEvents.length) return null;
    same('the events', events, rightEvents);
    return true;
  });
}

async function mailsOf(door: Door, shop: Shop): Promise<Mail[]> {
  const { shop: found } = await ask<{ shop: { notifications: { nodes: Mail[] } } }>(
    door,
    'query ($shop: ID!) { shop(id: $shop) { notifications(first: 50) { nodes { template recipient subject status } } } }',
    { shop: shop.id },
  );
  return found.notifications.nodes;
}

/** The oldest first. */
async function eventsOf(door: Door, shop: Shop): Promise<string[]> {
  const { shop: found } = await ask<{ shop: { events: { nodes: { type: string; subject: string }[] } } }>(
    door,
    'query ($shop: ID!) { shop(id: $shop) { events(first: 50, types: ["order.created", "order.paid"]) { nodes { type subject } } } }',
    { shop: shop.id },
  );
  return found.events.nodes.map(({ type, subject }) => `${type} ${subject}`).reverse();
}

import mongoose from 'mongoose';
import { connectMongo, disconnectMongo } from '#platform/mongo.js';
import { openShops, signUp } from '../frame/client.js';
import type { Told } from '../frame/cryptography.js';
import type { Figure } from '../frame/figure.js';
import type { Part } from '../frame/house.js';
import { type Speed, send } from '../frame/load.js';
import { alternate } from '../frame/statistics.js';
import { type Teller, tellersOf } from '../frame/tellers.js';

interface Sizes {
  requests: number;
  rounds: number;
  connections: number;
}

const FULL: Sizes = { requests: 8000, rounds: 5, connections: 16 };
const QUICK: Sizes = { requests: 40, rounds: 1, connections: 4 };

export const callback: Figure = {
  name: 'callback',
  about:
    "each provider's signed callbacks verified, written down and acknowledged, against Express doing one acknowledged insert and against their cryptography alone",
  async run(house, quick) {
    const sizes = quick ? QUICK : FULL;
    await house.migrate();
    const sandboxes = await house.sandboxes();
    const server = await house.start('server/main', sandboxes.settings);
    const express = await house.start('bench/references/express');
    const agency = await signUp(server.url);
    const [shop] = await openShops(agency, 1);
    const tellers = await tellersOf(agency, shop!, sandboxes);
    const written = new Map<Teller, readonly Told[]>();

    const toShopyard = (teller: Teller) => () => {
      const all = tellings(teller, sizes);
      written.set(teller, all);
      return tellAll(server, teller.path, all, sizes);
    };
    const toExpress = () => tellAll(express, '/callback', tellings(tellers[0]!, sizes), sizes);
    const alone = (teller: Teller) => () => believeAll(teller, written.get(teller)!);
    const contestants = [toExpress, ...tellers.map(toShopyard), ...tellers.map(alone)];
    for (const contestant of contestants) await contestant(); // compilers settle
    const [bare, ...measured] = await alternate(sizes.rounds, contestants);
    await everyCallbackIsKept((sizes.rounds + 1) * sizes.requests * tellers.length);

    const ours = measured.slice(0, tellers.length);
    const cryptography = measured.slice(tellers.length);
    const [stripe] = ours;
    const { requests, rounds, connections } = sizes;
    return {
      lines: [
        ...tellers.map(({ name }, at) => ({ name, values: ours[at]! })),
        { name: 'Express, one insert', values: bare! },
        ...tellers.map(({ name }, at) => ({ name: `${name}, its cryptography alone`, values: cryptography[at]! })),
      ],
      targets: [{ name: "Stripe's callbacks of Express", value: stripe!['requests/s'] / bare!['requests/s'], unit: 'share', least: 0.7 }],
      notes: [
        `Medians of ${rounds} rounds of ${requests} callbacks each, in turn, every one a new event with a signature of its own; ${connections} connections.`,
        'Both inserts are acknowledged by a majority and journalled, into a collection with a unique key of account and event.',
        "Shopyard verifies the signature, keeps the relay's indexes and writes its request log; Express takes Stripe's bytes in good faith and logs nothing.",
        'The cryptography alone: the same callbacks verified, and decrypted where they are encrypted, one after another in one process with keys that it holds ready.',
      ],
    };
  },
};

/** Signed before the clock runs: that is the provider's work. Each connection sends equally many. */
const tellings = ({ tell }: Teller, { requests, connections }: Sizes): Told[] =>
  Array.from({ length: Math.ceil(requests / connections) * connections }, tell);

function tellAll(to: Part, path: string, all: readonly Told[], { connections, requests }: Sizes): Promise<Record<Speed, number>> {
  const left = [...all];
  return send({ to, connections, requests, steps: [{ path, headers: {}, body: () => left.pop()!, read: () => {} }] });
}

async function believeAll({ believe }: Teller, all: readonly Told[]): Promise<Record<'requests/s' | 'CPU ms', number>> {
  const used = process.cpuUsage();
  const begun = performance.now();
  for (const one of all) believe(one);
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(used);
  return { 'requests/s': all.length / seconds, 'CPU ms': (user + system) / 1000 / all.length };
}

async function everyCallbackIsKept(least: number): Promise<void> {
  await connectMongo();
  const kept = await mongoose.connection.collection('callback_events').countDocuments();
  await disconnectMongo();
  if (kept < least) throw new Error(`${least} callbacks were acknowledged and ${kept} are kept`);
}

import { openShops, signUp, stockShop } from '../frame/client.js';
import type { Figure } from '../frame/figure.js';
import type { Part } from '../frame/house.js';
import { send } from '../frame/load.js';
import { alternate } from '../frame/statistics.js';

const QUERY = `{
  products(first: 20) {
    nodes {
      id title handle
      variants(first: 10) { nodes { id title sku price { amount currency } compareAtPrice { amount currency } } }
    }
    pageInfo { hasNextPage }
  }
}`;

export const list: Figure = {
  name: 'list',
  about: '20 products with variants and prices through /graphql/shop, against bare Express with the same query, headers and request log',
  async run(house, quick) {
    const { requests, rounds, connections } = quick
      ? { requests: 60, rounds: 1, connections: 4 }
      : { requests: 12_000, rounds: 5, connections: 16 };
    await house.migrate();
    const server = await house.start('server/main');
    const express = await house.start('bench/references/express');
    const agency = await signUp(server.url);
    const [shop] = await openShops(agency, 1);
    await stockShop(agency, shop!, 100);
    const load = (to: Part, path: string, name: string) => () =>
      send({
        to,
        connections,
        requests,
        steps: [{ path, headers: { 'shopyard-shop': name }, body: JSON.stringify({ query: QUERY }) }],
      });
    const contestants = [
      load(server, '/graphql/shop', shop!),
      load(express, '/list', shop!.slice('shop_'.length)),
      load(express, '/naked', shop!.slice('shop_'.length)),
    ];
    // Compilers and caches settle before anything counts.
    for (const contestant of contestants) await contestant();
    const [ours, bare, naked] = await alternate(rounds, contestants);
    const answerOf = async (url: string, name: string) =>
      (
        await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'shopyard-shop': name },
          body: JSON.stringify({ query: QUERY }),
        })
      ).text();
    const bytes = (await answerOf(`${server.url}/graphql/shop`, shop!)).length;
    const bareBytes = (await answerOf(`${express.url}/list`, shop!.slice('shop_'.length))).length;
    return {
      lines: [
        { name: '/graphql/shop', values: ours! },
        { name: 'bare Express', values: bare! },
        { name: 'naked handler', values: naked! },
      ],
      targets: [{ name: '/graphql/shop of bare Express', value: ours!['requests/s'] / bare!['requests/s'], unit: 'share', least: 0.7 }],
      notes: [
        `Medians of ${rounds} rounds of ${requests} requests each, in turn; ${connections} connections; the load is made on the same cores.`,
        `Every request to /graphql/shop is counted against the cost budget in Redis; the handlers count nothing. Answers: ${bytes} and ${bareBytes} bytes.`,
        'The naked handler runs the same query and answers the documents as they are: no shape, no headers of ours, no log line.',
      ],
    };
  },
};

import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A merchant's server: keeps what arrives, answers what `status` says. */
export interface Receiver<T> {
  url: string;
  received: T[];
  status: (count: number) => number;
  /** What it says beside the status. */
  says: string;
  arrived: (count: number) => Promise<void>;
}

/** Opens one; `keep` makes what is kept of a callback. */
export async function openReceiver<T>(
  keep: (body: string, headers: IncomingHttpHeaders) => T,
): Promise<{ receiver: Receiver<T>; close: () => Promise<void> }> {
  const waiting: { count: number; resolve: () => void }[] = [];
  const server = createServer(async (req, res) => {
    let body = '';
    for await (const chunk of req.setEncoding('utf8')) body += chunk;
    const count = receiver.received.push(keep(body, req.headers));
    res.writeHead(receiver.status(count)).end(receiver.says);
    for (const one of waiting) if (count >= one.count) one.resolve();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver<T> = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks`,
    received: [],
    status: () => 200,
    says: '',
    arrived: (count) =>
      new Promise((resolve) => {
        if (receiver.received.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
  };
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { receiver, close };
}

/** Knocks at a control door. */
export async function knock<Result>(sandboxUrl: string, path: string, body: object = {}, method = 'POST'): Promise<Result> {
  const answer = await fetch(`${sandboxUrl}/_sandbox/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
  });
  return (answer.status === 204 ? undefined : await answer.json()) as Result;
}

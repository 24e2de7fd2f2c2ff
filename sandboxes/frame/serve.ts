import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Served {
  /** `http://127.0.0.1:12222` */
  url: string;
  port: number;
  /** Ends with the calls that are under way. */
  close: () => Promise<void>;
}

/** Listens for this machine only; port 0 takes any free one. @throws {Error} when the port is taken */
export async function serve(listener: RequestListener, port: number): Promise<Served> {
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}`,
    port: taken,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await closed;
    },
  };
}

/** What a sandbox's main.ts does: tells `{"listening":port}` on one line, and ends in order when it is asked to. */
export function run({ port, close }: Served): void {
  process.stdout.write(`${JSON.stringify({ listening: port })}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void close().then(() => process.exit(0)));
}

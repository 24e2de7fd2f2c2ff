import autocannon from 'autocannon';
import type { Part } from './house.js';
import { percentile } from './statistics.js';

export interface Step {
  path: string;
  headers: Readonly<Record<string, string>>;
  /** The body; a function is asked before each request with what the run's steps have kept so far. */
  body: string | ((kept: Kept) => Ask);
  /** Reads an answer. @throws where it is not the one expected */
  read?: (body: string, kept: Kept) => void;
}

/** What goes into one request. */
interface Ask {
  body: string;
  headers?: Readonly<Record<string, string>>;
}

/** What one connection's steps know of each other. */
export type Kept = Record<string, string>;

export interface Load {
  to: Pick<Part, 'url' | 'processorTime'>;
  connections: number;
  /** How many requests in all: a bound, so that no round runs away. */
  requests: number;
  /** What a connection sends, one after another, again and again. */
  steps: readonly Step[];
}

/** `CPU ms`: processor time of the process asked, for each request. */
export type Speed = 'requests/s' | 'p50 ms' | 'p99 ms' | 'CPU ms';

/** No request waits longer. */
const PATIENCE_S = 30;

/** Sends a load to a server and measures it from the first request to the last answer. @throws where any answer is not as expected */
export async function send({ to, connections, requests, steps }: Load): Promise<Record<Speed, number>> {
  const times: number[] = [];
  // Each connection goes through all steps to the end.
  const whole = connections * steps.length;
  let wrong: Error | undefined;
  const used = to.processorTime();
  const begun = performance.now();
  let ended = begun;
  const options: autocannon.Options = {
    url: to.url,
    connections,
    amount: Math.ceil(requests / whole) * whole,
    timeout: PATIENCE_S,
    excludeErrorStats: true,
    initialContext: {},
    requests: steps.map(({ path, headers, body, read = expectData }) => ({
      method: 'POST' as const,
      path,
      headers: { 'content-type': 'application/json', ...headers },
      ...(typeof body === 'string'
        ? { body }
        : {
            setupRequest(request: autocannon.Request, kept: object) {
              const asked = body(kept as Kept);
              return { ...request, body: asked.body, headers: { ...request.headers, ...asked.headers } };
            },
          }),
      onResponse(status: number, text: string, kept: object) {
        try {
          if (status !== 200 && status !== 204) throw new Error(`${path} answers ${status}: ${text.slice(0, 500)}`);
          read(text, kept as Kept);
        } catch (error) {
          wrong ??= error as Error;
        }
      },
    })),
  };
  const { errors } = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)));
    run.on('response', (_client, _status, _bytes, milliseconds) => {
      times.push(milliseconds);
      ended = performance.now();
    });
  });
  if (wrong) throw wrong;
  if (errors > 0) throw new Error(`${errors} requests to ${to.url} had no answer`);
  return {
    'requests/s': times.length / ((ended - begun) / 1000),
    'p50 ms': percentile(times, 0.5),
    'p99 ms': percentile(times, 0.99),
    'CPU ms': (to.processorTime() - used) / times.length,
  };
}

/** An answer of GraphQL without errors; parsed only where something is wrong with it, since the same processor serves the load. */
function expectData(body: string): void {
  if (
    !body.startsWith('{"data":{') ||
    body.includes('"errors":[') ||
    (body.includes('"userErrors":[') && !body.includes('"userErrors":[]'))
  )
    throw new Error(`Not the answer expected: ${body.slice(0, 500)}`);
}

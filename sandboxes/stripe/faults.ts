import type { Request, Response } from 'express';
import { z } from 'zod';
import { type Call, callerOf } from './call.js';
import { newId } from './ids.js';

/** A fault of the API itself, awaiting the calls that meet it. */
export const NewFault = z.strictObject({
  /** Only this key's calls. */
  apiKey: z.string(),
  method: z.enum(['GET', 'POST', 'DELETE']).default('POST'),
  /** `/v1/payment_intents/*\/capture`; a star stands for one segment. */
  path: z.string().startsWith('/v1/'),
  /** `before` anything is done, or `after`: it is done, and the caller does not learn of it. */
  when: z.enum(['before', 'after']).default('before'),
  /** `answer` with an error of `status`, `drop` the connection, or `hold` until released. */
  act: z.enum(['answer', 'drop', 'hold']),
  status: z.int().min(400).max(599).default(500),
  times: z.int().min(1).max(1000).default(1),
});

interface Fault extends z.infer<typeof NewFault> {
  id: string;
  account: string;
  pattern: RegExp;
  met: number;
  released: Promise<void>;
  release: () => void;
}

const MOST = 200;

export class Faults {
  readonly #faults = new Map<string, Fault>();

  add(given: z.infer<typeof NewFault>): { id: string } {
    const id = newId.request().replace('req', 'fault');
    const pattern = new RegExp(`^${given.path.split('*').map(escaped).join('[^/]+')}$`);
    const { promise, resolve } = deferred();
    this.#faults.set(id, { ...given, id, account: callerOf(given.apiKey).account, pattern, met: 0, released: promise, release: resolve });
    if (this.#faults.size > MOST) this.remove(this.#faults.keys().next().value!);
    return { id };
  }

  /** How many calls have met it; null when there is none of that id. */
  met(id: string): number | null {
    return this.#faults.get(id)?.met ?? null;
  }

  /** Lets go what it holds; no further call meets it. */
  remove(id: string): void {
    this.#faults.get(id)?.release();
    this.#faults.delete(id);
  }

  close(): void {
    for (const id of this.#faults.keys()) this.remove(id);
  }

  /** True when the fault has ended the call. */
  async meet(call: Call, when: Fault['when'], req: Request, res: Response): Promise<boolean> {
    const fault = [...this.#faults.values()].find((one) => one.when === when && one.met < one.times && this.#fits(one, call));
    if (!fault) return false;
    fault.met += 1;
    if (fault.act === 'hold') await fault.released;
    if (fault.act === 'drop') req.socket.destroy();
    if (fault.act === 'answer')
      res.status(fault.status).json({ error: { type: 'api_error', message: `The sandbox was asked to answer ${fault.status}` } });
    return fault.act !== 'hold';
  }

  #fits({ account, method, pattern }: Fault, call: Call): boolean {
    return method === call.method && call.owner.startsWith(account) && pattern.test(call.path);
  }
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Request, Response } from 'express';
import { z } from 'zod';

/** A fault of the API itself, awaiting the calls that meet it. Each sandbox adds whose calls they are. */
export const FaultFields = z.strictObject({
  method: z.enum(['GET', 'POST', 'DELETE']).default('POST'),
  /** `/v1/payment_intents/*\/capture`; a star stands for one segment. */
  path: z.string().startsWith('/'),
  /** `before` anything is done, or `after`: it is done, and the caller does not learn of it. */
  when: z.enum(['before', 'after']).default('before'),
  /** `answer` with an error of `status`, `drop` the connection, `hold` until released, or `delay` by `ms`. */
  act: z.enum(['answer', 'drop', 'hold', 'delay']),
  status: z.int().min(400).max(599).default(500),
  ms: z.int().min(1).max(30_000).default(1000),
  times: z.int().min(1).max(1000).default(1),
});

/** What a sandbox adds to these acts is its own to do: it finds it in `res.locals.fault`. */
type Given = Omit<z.infer<typeof FaultFields>, 'act'> & { act: string };

interface Fault extends Given {
  id: string;
  /** Whose calls meet it: an account, with all that stand below it. */
  owner: string;
  answer: Answer;
  pattern: RegExp;
  met: number;
  over: AbortController;
}

/** Answers an error in the provider's own shape. */
type Answer = (res: Response, status: number, message: string) => void;

/** What of a call decides whether a fault meets it. */
interface Meeting {
  /** `acct_1`, or `acct_1/acct_2` for what stands below it. */
  owner: string;
  method: string;
  path: string;
}

const MOST = 200;

export class Faults {
  readonly #faults = new Map<string, Fault>();

  constructor(readonly answer: Answer) {}

  /** `answer`: where this one answers otherwise. */
  add(owner: string, given: Given, answer: Answer = this.answer): { id: string } {
    const id = `fault_${randomUUID().replaceAll('-', '').slice(0, 14)}`;
    const pattern = new RegExp(`^${given.path.split('*').map(escaped).join('[^/]+')}$`);
    this.#faults.set(id, { ...given, id, owner, answer, pattern, met: 0, over: new AbortController() });
    if (this.#faults.size > MOST) this.remove(this.#faults.keys().next().value!);
    return { id };
  }

  /** How many calls have met it; null when there is none of that id. */
  met(id: string): number | null {
    return this.#faults.get(id)?.met ?? null;
  }

  /** Lets go what it holds or delays; no further call meets it. */
  remove(id: string): void {
    this.#faults.get(id)?.over.abort();
    this.#faults.delete(id);
  }

  close(): void {
    for (const id of this.#faults.keys()) this.remove(id);
  }

  /** True when the fault has ended the call. */
  async meet(call: Meeting, when: Fault['when'], req: Request, res: Response): Promise<boolean> {
    const fault = [...this.#faults.values()].find((one) => one.when === when && one.met < one.times && fits(one, call));
    if (!fault) return false;
    fault.met += 1;
    const { act, over, ms, status, answer } = fault;
    res.locals.fault = act;
    if (act === 'hold') await aborted(over.signal);
    if (act === 'delay') await Promise.race([aborted(over.signal), wait(ms, undefined, { ref: false })]);
    if (act === 'drop') req.socket.destroy();
    if (act === 'answer') answer(res, status, `The sandbox was asked to answer ${status}`);
    return act === 'drop' || act === 'answer';
  }
}

const fits = ({ owner, method, pattern }: Fault, call: Meeting): boolean =>
  method === call.method && (call.owner === owner || call.owner.startsWith(`${owner}/`)) && pattern.test(call.path);

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

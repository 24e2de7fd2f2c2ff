import { z } from 'zod';

/** How callbacks are sent, at every sandbox's control doors. Left out, they go as the provider sends them. */
export const Sending = z.strictObject({
  /** How many times each event is sent. */
  deliveries: z.int().min(1).max(100).default(1),
  /** Which events are sent, by type, and in which order; one may be named twice. */
  order: z.array(z.string()).optional(),
  /** All at once instead of one after another. */
  together: z.boolean().default(false),
  /** Sent by nobody until `/_sandbox/deliver/{event}`. */
  hold: z.boolean().default(false),
  /** How many tries follow one that was not taken. */
  retries: z.int().min(0).max(20).optional(),
  /** Sends there instead of to the merchant's own address. */
  url: z.url().optional(),
});

export interface Answered {
  /** The HTTP status; null when there was no answer. */
  status: number | null;
  /** Its beginning. */
  body: string;
  error?: string;
}

interface Written {
  headers: Record<string, string>;
  body: string;
}

/** What is to be told to one address. */
export interface Letter {
  url: string;
  /** Asked anew at each try: its signature is of that moment. */
  write(): Written | Promise<Written>;
  /** Whether the receiver has said that it took it; otherwise it is tried again. */
  taken(answer: Answered): boolean;
  /** After each try; 1 is the first. */
  tried(answer: Answered, attempt: number): void;
}

type How = Pick<z.infer<typeof Sending>, 'together' | 'retries'>;

const PATIENCE_MS = 10_000;
const MOST_READ = 4096;

/** Any 2xx: as most providers count. */
export const accepted = ({ status }: Answered): boolean => status !== null && status >= 200 && status < 300;

/** Brings letters, and tries again what was not taken. What was still to come does not outlive it. */
export class Courier {
  readonly #stop = new AbortController();
  readonly #waiting = new Set<NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();

  constructor(
    /** Milliseconds before the second try, the third, and so on. */
    readonly retryDelays: readonly number[],
  ) {}

  /** Ends with the first tries; later ones go on by themselves. Never rejects. */
  async bring(letters: readonly Letter[], how: How): Promise<void> {
    if (how.together) await Promise.all(letters.map((letter) => this.#attempt(letter, how, 1)));
    else for (const letter of letters) await this.#attempt(letter, how, 1);
  }

  /** Breaks off what is under way. */
  async close(): Promise<void> {
    this.#stop.abort();
    for (const timer of this.#waiting) clearTimeout(timer);
    await Promise.all(this.#running);
  }

  #attempt(letter: Letter, how: How, attempt: number): Promise<void> {
    const running = this.#try(letter, how, attempt).finally(() => this.#running.delete(running));
    this.#running.add(running);
    return running;
  }

  async #try(letter: Letter, how: How, attempt: number): Promise<void> {
    const answer = await this.#post(letter);
    letter.tried(answer, attempt);
    const delay = this.retryDelays[attempt - 1];
    if (letter.taken(answer) || this.#stop.signal.aborted) return;
    if (delay === undefined || attempt > (how.retries ?? this.retryDelays.length)) return;
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      void this.#attempt(letter, how, attempt + 1);
    }, delay);
    this.#waiting.add(timer);
  }

  async #post(letter: Letter): Promise<Answered> {
    try {
      const { headers, body } = await letter.write();
      const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(PATIENCE_MS)]);
      // A redirect is a failure: no provider follows one.
      const answer = await fetch(letter.url, { method: 'POST', headers, body, redirect: 'manual', signal });
      return { status: answer.status, body: await beginning(answer) };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return { status: null, body: '', error: cause instanceof Error ? cause.message || cause.name : String(cause) };
    }
  }
}

async function beginning(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= MOST_READ) break;
  }
  return Buffer.concat(chunks).toString('utf8', 0, MOST_READ);
}

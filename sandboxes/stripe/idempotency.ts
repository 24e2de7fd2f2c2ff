import { digest } from '#platform/crypto.js';
import { type Call, invalid, Refusal } from './call.js';
import type { KeptAnswer } from './kept.js';
import type { Memory } from './memory.js';
import type { Answer } from './mock.js';

const KEPT_MS = 24 * 3600 * 1000;

/** `replayed` is the request whose answer this is, when it was given before. */
type Replayable = Answer & { replayed?: string };

/**
 * Stripe's `Idempotency-Key`: what a call came to is answered again for 24 hours. A call refused before it began
 * (parameters, authentication) is not kept. Source: docs.stripe.com/api/idempotent_requests
 */
export class Idempotency {
  readonly #running = new Set<string>();

  constructor(readonly memory: Memory) {}

  /** @throws {Refusal} idempotency_error: 400 for other parameters, 409 while the first still runs */
  async once(call: Call, act: () => Promise<Answer & { began: boolean }>): Promise<Replayable> {
    const key = call.idempotencyKey;
    if (!key) return act();
    if (key.length > 255) throw invalid('Idempotency keys are at most 255 characters long.');
    const id = `${call.owner} ${key}`;
    const fingerprint = digest([call.method, call.path, call.params]);

    const earlier = this.memory.answers.find(id);
    if (earlier && earlier.at > Date.now() - KEPT_MS) {
      if (earlier.fingerprint !== fingerprint) throw otherParameters(key);
      return { status: earlier.status, body: earlier.body, replayed: earlier.requestId };
    }
    if (this.#running.has(id)) throw stillRunning(key);

    this.#running.add(id);
    try {
      const { began, ...answer } = await act();
      if (began) this.#keep({ id, fingerprint, requestId: call.requestId, at: Date.now(), ...answer });
      return answer;
    } finally {
      this.#running.delete(id);
    }
  }

  #keep(answer: KeptAnswer): void {
    this.memory.answers.remove(answer.id); // an outlived one would keep its old place in line
    this.memory.answers.put(answer);
    this.memory.changed();
  }
}

const otherParameters = (key: string) =>
  new Refusal(400, {
    type: 'idempotency_error',
    message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
  });

const stillRunning = (key: string) =>
  new Refusal(409, {
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
    message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
  });

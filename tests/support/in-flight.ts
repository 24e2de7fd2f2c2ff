import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import type { Page } from 'playwright-core';

/** What a page asks for with an answer comes so soon after it, even where two browsers share a processor. */
const QUIET_MS = 150;

/** Knows what a page has asked for and not got. A test that waits for the browser's own `networkidle` waits half a second each time. */
export class InFlight {
  readonly #asked = new Set<unknown>();
  readonly #moves = new EventTarget();

  constructor(page: Page) {
    const end = (request: unknown) => {
      this.#asked.delete(request);
      this.#moves.dispatchEvent(new Event('move'));
    };
    page.on('request', (request) => {
      this.#asked.add(request);
      this.#moves.dispatchEvent(new Event('move'));
    });
    page.on('requestfinished', end);
    page.on('requestfailed', end);
  }

  /** Once everything asked for is there, and nothing more is asked for in answer to it. */
  async quiet(): Promise<void> {
    for (;;) {
      const patience = new AbortController();
      const moved = once(this.#moves, 'move', { signal: patience.signal }).then(
        () => true,
        () => true,
      );
      const still = this.#asked.size === 0 ? [after(QUIET_MS, false, { signal: patience.signal }).catch(() => true)] : [];
      const goesOn = await Promise.race([moved, ...still]);
      patience.abort();
      if (!goesOn) return;
    }
  }
}

import { freshKey } from './fresh-key';

/**
 * The idempotency keys of a request, one for each part that it is sent in. Whoever sends it again because an answer was lost sends it under
 * the same keys, so that nothing is done twice. Once all answers are here, the same request is meant anew.
 */
export class KeptKeys {
  #request = '';
  #keys: string[] = [];

  of(request: unknown, part = 0): string {
    const name = JSON.stringify(request);
    if (name !== this.#request) [this.#request, this.#keys] = [name, []];
    this.#keys[part] ??= freshKey();
    return this.#keys[part];
  }

  answered(): void {
    [this.#request, this.#keys] = ['', []];
  }
}

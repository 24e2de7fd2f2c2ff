import { freshKey } from '../../ui/fresh-key';

const PREFIX = 'shopyard.attempt.';

interface Kept {
  input: string;
  key: string;
}

const read = (name: string): Kept | null => {
  const kept = sessionStorage.getItem(PREFIX + name);
  return kept ? (JSON.parse(kept) as Kept) : null;
};

/**
 * The idempotency key of one attempt to do something: the same for the same input until it is done, over double clicks, lost
 * connections and reloads, so that nothing is refunded twice. Another input is another attempt.
 */
export const attempt = {
  keyFor(name: string, input: unknown): string {
    const text = JSON.stringify(input);
    const kept = read(name);
    if (kept?.input === text) return kept.key;
    const key = freshKey();
    sessionStorage.setItem(PREFIX + name, JSON.stringify({ input: text, key } satisfies Kept));
    return key;
  },
  done(name: string): void {
    sessionStorage.removeItem(PREFIX + name);
  },
};

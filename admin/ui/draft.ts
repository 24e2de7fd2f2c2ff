import { useCallback, useEffect, useRef } from 'react';

const PREFIX = 'shopyard.draft.';

/**
 * What was typed into a form and not saved yet, kept in this tab alone: a reload or a broken session loses nothing. Secrets are never
 * given to it.
 */
export const draft = {
  read<Values>(key: string): Values | null {
    const kept = sessionStorage.getItem(PREFIX + key);
    return kept ? (JSON.parse(kept) as Values) : null;
  },
  keep(key: string, values: unknown): void {
    try {
      sessionStorage.setItem(PREFIX + key, JSON.stringify(values));
    } catch {
      // The browser keeps no more for us: the form goes on without.
    }
  },
  forget(key: string): void {
    sessionStorage.removeItem(PREFIX + key);
  },
};

/** Often enough to lose little where the browser itself dies, and seldom enough not to be felt while one types. */
const REST_MS = 300;

/**
 * Keeps what is typed: shortly after it was, and at once where the page or the form goes away.
 * @param key undefined: nothing is kept
 * @param values null: nothing is typed that would have to be kept. The same object as long as nothing has changed
 * @returns forgets it, as after a save, until something else is typed
 */
export function useDraft(key: string | undefined, values: object | null): () => void {
  const waiting = useRef<(() => void) | null>(null);
  const write = useCallback(() => {
    waiting.current?.();
    waiting.current = null;
  }, []);

  useEffect(() => {
    if (!key) return;
    waiting.current = () => (values ? draft.keep(key, values) : draft.forget(key));
    const timer = setTimeout(write, REST_MS);
    return () => clearTimeout(timer);
  }, [key, values, write]);

  useEffect(() => {
    window.addEventListener('pagehide', write);
    return () => {
      window.removeEventListener('pagehide', write);
      write();
    };
  }, [write]);

  return useCallback(() => {
    waiting.current = null;
    if (key) draft.forget(key);
  }, [key]);
}

import { useCallback, useRef } from 'react';

const random = (): string => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** A key for one wish: the same input once more, after a connection that broke, is the same wish; another input is a new one. */
export function useIdempotencyKey(): (input: unknown) => string {
  const kept = useRef<{ text: string; key: string } | null>(null);
  return useCallback((input) => {
    const text = JSON.stringify(input);
    if (kept.current?.text !== text) kept.current = { text, key: random() };
    return kept.current.key;
  }, []);
}

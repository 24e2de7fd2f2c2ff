import { useCallback } from 'react';
import { useSearchParams } from 'wouter';

/** A word in the page's address, such as a filter: a reload, a bookmark and the way back find it again. */
export function useAddress(name: string, fallback = ''): readonly [string, (value: string) => void] {
  const [all, setAll] = useSearchParams();
  const set = useCallback(
    (value: string) =>
      setAll(
        (before) => {
          const next = new URLSearchParams(before);
          if (value && value !== fallback) next.set(name, value);
          else next.delete(name);
          return next;
        },
        { replace: true },
      ),
    [name, fallback, setAll],
  );
  return [all.get(name) ?? fallback, set];
}

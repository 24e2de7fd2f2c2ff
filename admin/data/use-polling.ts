import { useEffect, useRef } from 'react';

/** Asks again and again while something is under way, and not while nobody looks. */
export function usePolling(ask: () => void, isUnderWay: boolean, everyMs = 3000): void {
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    if (!isUnderWay) return;
    const timer = setInterval(() => {
      if (!document.hidden) latest.current();
    }, everyMs);
    return () => clearInterval(timer);
  }, [isUnderWay, everyMs]);
}

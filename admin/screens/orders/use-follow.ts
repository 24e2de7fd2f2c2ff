import { useCallback, useEffect, useRef, useState } from 'react';

const EVERY_MS = 2000;
/** What follows from a click is written down within this. */
const AFTER_A_CLICK_MS = 8000;
/** Nobody looks so long at what does not move. */
const MOST_MS = 180_000;

/**
 * Reads a page again and again while something moves on it, as when a provider is making a refund.
 * Answers what to call when something was done: reads at once, and for some seconds after, as events and mails follow on their own.
 */
export function useFollow(read: () => void, moving: boolean): (forMs?: number) => void {
  const latest = useRef(read);
  latest.current = read;
  const [until, setUntil] = useState(0);
  const follow = useCallback((forMs = AFTER_A_CLICK_MS) => {
    latest.current();
    setUntil(Date.now() + Math.min(forMs, MOST_MS));
  }, []);
  useEffect(() => {
    const end = moving ? Date.now() + MOST_MS : until;
    if (end <= Date.now()) return;
    const timer = setInterval(() => {
      if (Date.now() > end) clearInterval(timer);
      else if (document.visibilityState === 'visible') latest.current();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [moving, until]);
  return follow;
}

import { useEffect, useRef } from 'react';

/** Nobody looks: enough to be about right when somebody does. */
const HIDDEN_MS = 15_000;

/** Asks again and again while something is under way; in a tab that nobody sees, now and then. Coming back asks at once. */
export function usePolling(ask: () => void, isUnderWay: boolean, everyMs = 3000): void {
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    if (!isUnderWay) return;
    let timer: ReturnType<typeof setTimeout>;
    const plan = () => {
      timer = setTimeout(
        () => {
          latest.current();
          plan();
        },
        document.hidden ? HIDDEN_MS : everyMs,
      );
    };
    const change = () => {
      clearTimeout(timer);
      if (!document.hidden) latest.current();
      plan();
    };
    plan();
    document.addEventListener('visibilitychange', change);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', change);
    };
  }, [isUnderWay, everyMs]);
}

import { useEffect, useRef } from 'react';

const SHOWN_MS = 1000;
/** Nobody looks: enough to be about right when somebody does. */
const HIDDEN_MS = 15_000;

/** Asks again while something runs, every second; in a tab that nobody sees, now and then. Coming back asks at once. */
export function usePolling(runs: boolean, ask: () => void): void {
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    if (!runs) return;
    let timer: ReturnType<typeof setTimeout>;
    const plan = () => {
      timer = setTimeout(
        () => {
          latest.current();
          plan();
        },
        document.hidden ? HIDDEN_MS : SHOWN_MS,
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
  }, [runs]);
}

import { useEffect, useLayoutEffect, useRef } from 'react';

/** A page that one goes to begins at its top; one that one comes back to stands where it was, which the browser sees to. */
export function useTop(path: string): void {
  const seen = useRef(path);
  const back = useRef(false);
  useEffect(() => {
    const came = () => {
      back.current = true;
    };
    // Before the router hears of it, and draws.
    addEventListener('popstate', came, { capture: true });
    return () => removeEventListener('popstate', came, { capture: true });
  }, []);
  useLayoutEffect(() => {
    if (seen.current !== path && !back.current) scrollTo({ top: 0 });
    seen.current = path;
    back.current = false;
  }, [path]);
}

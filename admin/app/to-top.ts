import { useEffect, useLayoutEffect, useRef } from 'react';

/** A page that one goes to begins at its top; one that one comes back to stands where it was, which the browser sees to. */
export function useTop(path: string): void {
  const seen = useRef(path);
  /** The page that one comes back to, until it is drawn. */
  const back = useRef('');
  useEffect(() => {
    const came = () => {
      back.current = location.pathname;
    };
    // Before the router hears of it, and draws.
    addEventListener('popstate', came, { capture: true });
    return () => removeEventListener('popstate', came, { capture: true });
  }, []);
  useLayoutEffect(() => {
    if (seen.current !== path && back.current !== location.pathname) scrollTo({ top: 0 });
    seen.current = path;
    back.current = '';
  }, [path]);
}

import { useSyncExternalStore } from 'react';

const read = () => new URLSearchParams(location.hash.slice(1)).get('token') ?? '';

function subscribe(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}

/** The token in the link of a mail. It stands behind the #, which no server or proxy is ever shown. */
export const useLinkToken = (): string => useSyncExternalStore(subscribe, read);

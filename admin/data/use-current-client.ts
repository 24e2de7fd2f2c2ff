import { useCallback, useRef } from 'react';
import { type Client, useClient } from 'urql';

/** The client of now, for what is done later: an Undo may be pressed when the client it was offered under has made room for another. */
export function useCurrentClient(): () => Client {
  const client = useClient();
  const current = useRef(client);
  current.current = client;
  return useCallback(() => current.current, []);
}

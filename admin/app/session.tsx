import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { type Client, Provider, useQuery } from 'urql';
import { newClient, QUIETLY } from '../data/client';
import { graphql } from '../generated';
import type { ViewerQuery } from '../generated/graphql';
import { onLanguage } from '../words';

export const ViewerDocument = graphql(`
  query Viewer {
    viewer {
      id
      name
      email
      emailConfirmed
      agencies {
        id
        name
        viewerScopes
      }
      shops {
        id
        name
        handle
      }
    }
  }
`);

export type Viewer = NonNullable<ViewerQuery['viewer']>;

interface Session {
  /** Undefined while it is asked for, null for nobody. */
  viewer: Viewer | null | undefined;
  /** The server could not be asked. */
  failed: boolean;
  /** Somebody signed in or out: whatever was read before is forgotten. */
  changed(): void;
}

const SessionContext = createContext<Session | null>(null);

/**
 * The data of one person in one language: when either changes, the client and its cache do. What is shown stays until it has come anew, with
 * all that is being typed into it.
 */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [client, setClient] = useState<Client>(newClient);
  useEffect(() => onLanguage(() => setClient(newClient())), []);
  return (
    <Provider value={client}>
      <WhoIsIt changed={() => setClient(newClient())}>{children}</WhoIsIt>
    </Provider>
  );
}

function WhoIsIt({ changed, children }: { changed: () => void; children: ReactNode }) {
  const [{ data, fetching, error }] = useQuery({ query: ViewerDocument, context: useMemo(() => QUIETLY, []) });
  const nobody = error?.graphQLErrors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED') ?? false;
  const session = useMemo(
    () => ({ viewer: data?.viewer ?? (fetching ? undefined : null), failed: Boolean(error) && !nobody && !data, changed }),
    [data, fetching, error, nobody, changed],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('useSession stands outside of SessionProvider');
  return session;
}

/** The person at work, on pages that nobody sees without signing in. */
export function useViewer(): Viewer {
  const { viewer } = useSession();
  if (!viewer) throw new Error('useViewer stands on a page for everybody');
  return viewer;
}

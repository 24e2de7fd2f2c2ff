import { useCallback, useRef, useState, useSyncExternalStore } from 'react';
import { type CombinedError, type TypedDocumentNode, useClient, useQuery } from 'urql';
import { listChanges } from './list-changes';

const MOST_A_PAGE = 250;

interface Connection<Node> {
  nodes: readonly Node[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

export interface List<Node> {
  rows: readonly Node[];
  /** The first page is on its way. */
  loading: boolean;
  /** A further page is on its way. */
  loadingMore: boolean;
  hasMore: boolean;
  loadMore(): void;
  reload(): void;
  error: CombinedError | undefined;
}

/**
 * A connection, page after page. The document takes `first` and `after`; pages join in the cache.
 * @param pick finds the connection in the answer
 */
export function useList<Data, Variables extends { first?: number | null | undefined; after?: string | null | undefined }, Node>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Omit<Variables, 'first' | 'after'>,
  pick: (data: Data) => Connection<Node> | null | undefined,
  { first = 50, pause = false }: { first?: number; pause?: boolean } = {},
): List<Node> {
  const changes = useSyncExternalStore(listChanges.subscribe, listChanges.count);
  const key = JSON.stringify([variables, changes]);
  const shown = useRef(0);
  // Another client has an empty cache, with no pages that a further one could join.
  const client = useClient();
  const [page, setPage] = useState({ key, client, after: null as string | null, first });
  // Other variables begin at the top; after a change the list begins anew with as many rows as one page may hold of those shown.
  const at =
    page.key === key && page.client === client
      ? page
      : { key, client, after: null, first: Math.min(Math.max(first, isSame(page.key, key) ? shown.current : 0), MOST_A_PAGE) };
  if (at !== page) setPage(at);
  const { after } = at;
  const [{ data, fetching, stale, error }, execute] = useQuery<Data, Variables>({
    query: document,
    variables: { ...variables, first: at.first, after } as unknown as Variables,
    pause,
  });
  const connection = data ? pick(data) : null;
  const end = connection?.pageInfo.endCursor ?? null;
  const loadMore = useCallback(() => {
    if (!fetching && connection?.pageInfo.hasNextPage && end) setPage({ key, client, after: end, first });
  }, [fetching, connection?.pageInfo.hasNextPage, end, key, client, first]);
  const reload = useCallback(() => execute({ requestPolicy: 'network-only' }), [execute]);
  shown.current = connection?.nodes.length ?? 0;
  return {
    rows: connection?.nodes ?? [],
    loading: fetching && !connection,
    loadingMore: (fetching || stale) && after !== null,
    hasMore: connection?.pageInfo.hasNextPage ?? false,
    loadMore,
    reload,
    error,
  };
}

/** Whether two keys stand for the same variables, before and after a change. */
const isSame = (one: string, other: string): boolean => one.slice(0, one.lastIndexOf(',')) === other.slice(0, other.lastIndexOf(','));

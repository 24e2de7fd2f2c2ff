import { useCallback, useEffect, useRef, useState } from 'react';
import { type CombinedError, type TypedDocumentNode, useQuery } from 'urql';

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
  const key = JSON.stringify(variables);
  const [page, setPage] = useState<{ key: string; after: string | null }>({ key, after: null });
  const after = page.key === key ? page.after : null;
  const [{ data, fetching, stale, error }, execute] = useQuery<Data, Variables>({
    query: document,
    variables: { ...variables, first, after } as unknown as Variables,
    pause,
  });
  const connection = data ? pick(data) : null;
  const end = connection?.pageInfo.endCursor ?? null;
  // A change made the list stale while it stood at a later page: that page alone was asked for again. It begins anew.
  const shown = useRef({ key, rows: 0 });
  const rows = connection?.nodes.length ?? 0;
  useEffect(() => {
    const isCut = shown.current.key === key && rows < shown.current.rows && rows <= first && after !== null;
    if (!fetching && isCut) setPage({ key, after: null });
    shown.current = { key, rows };
  }, [key, rows, first, after, fetching]);
  const loadMore = useCallback(() => {
    if (!fetching && connection?.pageInfo.hasNextPage && end) setPage({ key, after: end });
  }, [fetching, connection?.pageInfo.hasNextPage, end, key]);
  return {
    rows: connection?.nodes ?? [],
    loading: fetching && !connection,
    loadingMore: (fetching || stale) && after !== null,
    hasMore: connection?.pageInfo.hasNextPage ?? false,
    loadMore,
    reload: () => execute({ requestPolicy: 'network-only' }),
    error,
  };
}

import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import { useShop } from '../../app/place';
import type { CollectionProductsQuery } from '../../generated/graphql';
import { useSentence } from '../../ui/failed';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import { CollectionProducts, ShelfMove } from './documents';
import { ShelfPut, ShelfTake } from './shelf-documents';

type Row = NonNullable<NonNullable<CollectionProductsQuery['shop']>['collection']>['products']['nodes'][number];

const AT_ONCE = 100;

/** The products of a collection in their order. Kept here, not in the cache: its pages would not follow a product from one to another. */
export function useShelf(collection: string) {
  const client = useClient();
  const { id: shop } = useShop();
  const { t } = useTranslation('collections');
  const [rows, setRows] = useState<readonly Row[]>([]);
  const [end, setEnd] = useState<string | null>(null);
  const [loading, setLoading] = useState(true);
  const [error, setError] = useState<Error>();
  const sentence = useSentence(error);
  const [put] = useAction(ShelfPut, (data) => data.collectionProductsAdd);
  const [take] = useAction(ShelfTake, (data) => data.collectionProductsRemove);
  const [place] = useAction(ShelfMove, (data) => data.collectionProductMove);

  const read = useCallback(
    async (after: string | null) => {
      setLoading(true);
      const variables = { shop, collection, first: AT_ONCE, after };
      const answer = await client.query(CollectionProducts, variables, { requestPolicy: 'network-only' }).toPromise();
      setLoading(false);
      setError(answer.error);
      const page = answer.data?.shop?.collection?.products;
      if (!page) return;
      setRows((before) =>
        after === null ? page.nodes : [...before, ...page.nodes.filter(({ id }) => !before.some((one) => one.id === id))],
      );
      setEnd(page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null);
    },
    [client, shop, collection],
  );
  useEffect(() => void read(null), [read]);

  /** At once here; where the server refuses, it goes back. */
  const move = async (from: number, to: number) => {
    const moved = rows[from];
    if (!moved || from === to || to < 0 || to >= rows.length) return;
    const next = rows.filter((_row, at) => at !== from);
    next.splice(to, 0, moved);
    setRows(next);
    if (!(await place({ shop, collection, product: moved.id, after: next[to - 1]?.id ?? null }))) await read(null);
  };
  const add = async (product: string) => {
    if (!(await put({ shop, collection, products: [product] }))) return;
    await read(null);
  };
  const remove = async (at: number) => {
    const gone = rows[at]!;
    if (!(await take({ shop, collection, products: [gone.id] }))) return;
    setRows((before) => before.filter(({ id }) => id !== gone.id));
    const undo = async () => {
      await put({ shop, collection, products: [gone.id] });
      await place({ shop, collection, product: gone.id, after: rows[at - 1]?.id ?? null });
      await read(null);
    };
    tell(t('shelf.removed', { title: gone.title }), () => void undo());
  };
  return { rows, loading, hasMore: end !== null, failed: error ? sentence : null, loadMore: () => void read(end), move, add, remove };
}

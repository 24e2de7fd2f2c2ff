import { useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import { useShop } from '../../../app/place';
import type { ProductsUpdateItem } from '../../../generated/graphql';
import { useSentence } from '../../../ui/failed';
import { ProductAgain, type ProductRow, ProductsEdit } from './product-row';

export interface CellEdit {
  text: string;
  state: 'editing' | 'saving' | 'refused';
  problem?: string;
}

export interface InlineEdits {
  of(key: string): CellEdit | undefined;
  type(key: string, text: string): void;
  giveUp(key: string): void;
  /** What was typed cannot be sent as it is. */
  refuse(key: string, text: string, problem: string): void;
  /** Saves by itself; the cell shows what was typed until the answer is here. */
  save(key: string, row: ProductRow, text: string, change: Change): void;
}

type Change = Omit<ProductsUpdateItem, 'product' | 'expectedRevision'>;

/** What is being typed into the cells of the table. Changes of one product wait for each other, so that none takes the other for a stranger's. */
export function useInlineEdits(): InlineEdits {
  const client = useClient();
  const { id: shop } = useShop();
  const { t } = useTranslation(['products', 'frame']);
  const unknown = useSentence(undefined);
  const [edits, setEdits] = useState<ReadonlyMap<string, CellEdit>>(new Map());
  const queues = useRef(new Map<string, Promise<number>>());

  const put = useCallback((key: string, edit: CellEdit | null) => {
    setEdits((before) => {
      const next = new Map(before);
      if (edit) next.set(key, edit);
      else next.delete(key);
      return next;
    });
  }, []);

  const save = useCallback(
    (key: string, row: ProductRow, text: string, change: Change) => {
      put(key, { text, state: 'saving' });
      const send = async (expectedRevision: number): Promise<number> => {
        const input = { products: [{ product: row.id, expectedRevision, ...change }] };
        const { data, error } = await client.mutation(ProductsEdit, { shop, input }).toPromise();
        const result = data?.productsUpdate?.results?.[0];
        const [refusal] = [...(data?.productsUpdate?.userErrors ?? []), ...(result?.userErrors ?? [])];
        if (!refusal && result?.product) {
          put(key, null);
          return result.product.revision;
        }
        if (refusal?.code === 'CHANGED_MEANWHILE') {
          const now = await client.query(ProductAgain, { shop, product: row.id }, { requestPolicy: 'network-only' }).toPromise();
          put(key, { text, state: 'refused', problem: t('list.changedMeanwhile') });
          return now.data?.shop?.product?.revision ?? expectedRevision;
        }
        const problem =
          refusal?.message ?? (error?.networkError ? t('frame:failed.network') : (error?.graphQLErrors[0]?.message ?? unknown));
        put(key, { text, state: 'refused', problem });
        return expectedRevision;
      };
      const before = queues.current.get(row.id);
      const mine = before ? before.then(send) : send(row.revision);
      queues.current.set(row.id, mine);
      void mine.then(() => {
        if (queues.current.get(row.id) === mine) queues.current.delete(row.id);
      });
    },
    [client, shop, put, t, unknown],
  );

  return {
    of: (key) => edits.get(key),
    type: (key, text) => put(key, { text, state: 'editing' }),
    giveUp: (key) => put(key, null),
    refuse: (key, text, problem) => put(key, { text, state: 'refused', problem }),
    save,
  };
}

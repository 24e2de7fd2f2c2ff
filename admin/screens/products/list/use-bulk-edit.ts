import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import { useShop } from '../../../app/place';
import { useCurrentClient } from '../../../data/use-current-client';
import type { ProductsUpdateItem } from '../../../generated/graphql';
import { useSentence } from '../../../ui/failed';
import { KeptKeys } from '../../../ui/kept-keys';
import { tell, tellProblem } from '../../../ui/tell';
import { awaitedEdits } from './awaited-edits';
import { BulkEditTakeBack, ProductsEdit } from './product-row';

export type BulkChange = Omit<ProductsUpdateItem, 'product'>;

/** As many as one request takes. */
const AT_ONCE = 250;
/** Said by name; the rest as a number. */
const MOST_SAID = 3;

/** Changes many products; what was done can be undone for a day, and at once from the message. */
export function useBulkEdit(): readonly [run: (products: readonly string[], change: BulkChange) => Promise<boolean>, running: boolean] {
  const client = useClient();
  const { id: shop } = useShop();
  const { t } = useTranslation(['products', 'frame']);
  const unknown = useSentence(undefined);
  const [running, setRunning] = useState(false);
  const [keys] = useState(() => new KeptKeys());
  const takeBack = useTakeBack();

  const run = useCallback(
    async (products: readonly string[], change: BulkChange) => {
      setRunning(true);
      const edits: string[] = [];
      const refused: string[] = [];
      let [changed, answered] = [0, true];
      // After a lost answer the whole is sent again, and what was done is answered as it was.
      for (let at = 0; at < products.length; at += AT_ONCE) {
        const some = products.slice(at, at + AT_ONCE);
        const idempotencyKey = keys.of([shop, products, change], at / AT_ONCE);
        const input = { products: some.map((product) => ({ product, ...change })), idempotencyKey };
        const { data, error } = await client.mutation(ProductsEdit, { shop, input }).toPromise();
        const payload = data?.productsUpdate;
        if (!payload?.results) {
          refused.push(
            payload?.userErrors[0]?.message ??
              (error?.networkError ? t('frame:failed.network') : (error?.graphQLErrors[0]?.message ?? unknown)),
          );
          answered = false;
          break;
        }
        if (payload.bulkEdit) edits.push(payload.bulkEdit.id);
        changed += payload.results.filter(({ outcome }) => outcome === 'UPDATED').length;
        for (const { product, userErrors } of payload.results)
          for (const { message } of userErrors) refused.push(product ? `${product.title}: ${message}` : message);
      }
      if (answered) keys.answered();
      setRunning(false);
      if (refused.length > 0) {
        const more = refused.length > MOST_SAID ? ` ${t('bulk.andMore', { count: refused.length - MOST_SAID })}` : '';
        tellProblem(refused.slice(0, MOST_SAID).join(' ') + more);
      }
      if (changed > 0) tell(t('bulk.done', { count: changed }), () => void takeBack(edits));
      else if (refused.length === 0) tell(t('bulk.nothing'));
      return refused.length === 0;
    },
    [client, shop, t, unknown, takeBack, keys],
  );
  return [run, running];
}

/** Takes bulk edits back, the last first, and says what became of them. */
export function useTakeBack(): (edits: readonly string[]) => Promise<void> {
  const client = useCurrentClient();
  const { id: shop } = useShop();
  const { t } = useTranslation('products');
  const unknown = useSentence(undefined);
  return useCallback(
    async (edits: readonly string[]) => {
      let [restored, kept] = [0, 0];
      for (const bulkEdit of edits.toReversed()) {
        const { data, error } = await client().mutation(BulkEditTakeBack, { shop, bulkEdit }).toPromise();
        const payload = data?.bulkEditUndo;
        if (!payload?.undone) {
          tellProblem(payload?.userErrors[0]?.message ?? error?.graphQLErrors[0]?.message ?? unknown);
          return;
        }
        if (payload.bulkEdit?.status === 'UNDOING') {
          awaitedEdits.expect(shop, payload.bulkEdit);
          tell(t('bulk.undoing'));
          return;
        }
        restored += payload.undone.restored;
        kept += payload.undone.kept;
      }
      tell(kept > 0 ? t('bulk.undoneBut', { count: restored, kept }) : t('bulk.undone', { count: restored }));
    },
    [client, shop, t, unknown],
  );
}

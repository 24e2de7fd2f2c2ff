import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import { graphql } from '../../../generated';
import type { ProductsFoundChangeInput } from '../../../generated/graphql';
import { KeptKeys } from '../../../ui/kept-keys';
import { tell } from '../../../ui/tell';
import { useAction } from '../../../ui/use-action';
import { awaitedEdits } from './awaited-edits';

const ProductsEditFound = graphql(`
  mutation ProductsEditFound($shop: ID!, $input: ProductsUpdateFoundInput!) {
    productsUpdateFound(shop: $shop, input: $input) {
      bulkEdit {
        id
        ...EditState
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

/** Changes all products that a query finds: the worker does it, and the page shows how far it is. */
export function useFoundEdit(): readonly [run: (query: string, change: ProductsFoundChangeInput) => Promise<boolean>, running: boolean] {
  const { id: shop } = useShop();
  const { t } = useTranslation('products');
  const [send, running] = useAction(ProductsEditFound, (data) => data.productsUpdateFound);
  const [keys] = useState(() => new KeptKeys());
  const run = async (query: string, change: ProductsFoundChangeInput) => {
    const answer = await send({ shop, input: { query, change, idempotencyKey: keys.of([shop, query, change]) } });
    if (!answer?.bulkEdit) return false;
    keys.answered();
    awaitedEdits.expect(shop, answer.bulkEdit);
    tell(t('bulk.begun', { count: answer.bulkEdit.search?.found ?? 0 }));
    return true;
  };
  return [run, running];
}

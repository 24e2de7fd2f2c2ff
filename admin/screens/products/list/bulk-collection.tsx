import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import { graphql } from '../../../generated';
import { tell } from '../../../ui/tell';
import { useAction } from '../../../ui/use-action';
import { CollectionSelect } from '../collection-select';
import { BulkPanel } from './bulk-panel';

const PutIntoCollection = graphql(`
  mutation PutIntoCollection($shop: ID!, $collection: ID!, $products: [ID!]!) {
    collectionProductsAdd(shop: $shop, collection: $collection, input: { products: $products }) {
      collection {
        id
        title
      }
      added
      userErrors {
        ...Refused
      }
    }
  }
`);

const TakeOffCollection = graphql(`
  mutation TakeOffCollection($shop: ID!, $collection: ID!, $products: [ID!]!) {
    collectionProductsRemove(shop: $shop, collection: $collection, input: { products: $products }) {
      collection {
        id
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

const AT_ONCE = 250;

/** Puts them on a shelf that is filled by hand. */
export function AddToCollection({ products }: { products: readonly string[] }) {
  const { t } = useTranslation('products');
  const { id: shop } = useShop();
  const [collection, setCollection] = useState<string | null>(null);
  const [put] = useAction(PutIntoCollection, (data) => data.collectionProductsAdd);
  const [takeOff] = useAction(TakeOffCollection, (data) => data.collectionProductsRemove);
  const submit = async () => {
    if (!collection) return false;
    const added: string[] = [];
    let title = '';
    for (let at = 0; at < products.length; at += AT_ONCE) {
      const answer = await put({ shop, collection, products: products.slice(at, at + AT_ONCE) });
      if (!answer) return false;
      added.push(...(answer.added ?? []));
      title = answer.collection?.title ?? title;
    }
    const undo = async () => {
      for (let at = 0; at < added.length; at += AT_ONCE) await takeOff({ shop, collection, products: added.slice(at, at + AT_ONCE) });
    };
    tell(t('bulk.inCollection', { count: added.length, title }), added.length > 0 ? () => void undo() : undefined);
    return true;
  };
  return (
    <BulkPanel label={t('bulk.collection')} action={t('bulk.add')} ready={collection !== null} onSubmit={submit}>
      <CollectionSelect label={t('filters.collection')} value={collection} onChange={setCollection} onlyByHand size="xs" />
    </BulkPanel>
  );
}

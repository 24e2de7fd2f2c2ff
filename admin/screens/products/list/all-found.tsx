import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useShop } from '../../../app/place';
import { graphql } from '../../../generated';
import { useFormat } from '../../../ui/show';

const ProductsCount = graphql(`
  query ProductsCount($shop: ID!, $query: String!) {
    shop(id: $shop) {
      id
      productsCount(query: $query) {
        count
        more
      }
    }
  }
`);

interface Props {
  query: string;
  /** All that the query finds are selected, not only those that are shown. */
  chosen: boolean;
  onChoose: () => void;
}

/** Offered once all rows that are shown are selected: all others that fit, too. */
export function AllFound({ query, chosen, onChoose }: Props) {
  const { t } = useTranslation('products');
  const { id: shop } = useShop();
  const { number } = useFormat();
  const [{ data }] = useQuery({ query: ProductsCount, variables: { shop, query }, requestPolicy: 'cache-and-network' });
  const counted = data?.shop?.productsCount;
  if (!counted) return null;
  const amount = `${number(counted.count)}${counted.more ? '+' : ''}`;
  if (chosen) return <span role="status">{t(query ? 'bulk.allFoundChosen' : 'bulk.allChosen', { amount })}</span>;
  return (
    <Button size="compact-sm" variant="light" onClick={onChoose}>
      {t(query ? 'bulk.chooseAllFound' : 'bulk.chooseAll', { amount })}
    </Button>
  );
}

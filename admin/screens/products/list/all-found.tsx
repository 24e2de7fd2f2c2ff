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
  /** Left out where they are selected already. */
  onChoose?: () => void;
}

/** Offered once all rows that are shown are selected: all others that fit, too. Then how many that is. */
export function AllFound({ query, onChoose }: Props) {
  const { t } = useTranslation('products');
  const { id: shop } = useShop();
  const { number } = useFormat();
  const [{ data }] = useQuery({ query: ProductsCount, variables: { shop, query }, requestPolicy: 'cache-and-network' });
  const counted = data?.shop?.productsCount;
  if (!counted) return null;
  const amount = `${number(counted.count)}${counted.more ? '+' : ''}`;
  if (!onChoose) return t(query ? 'bulk.allFoundChosen' : 'bulk.allChosen', { amount });
  return (
    <Button size="compact-sm" variant="light" onClick={onChoose}>
      {t(query ? 'bulk.chooseAllFound' : 'bulk.chooseAll', { amount })}
    </Button>
  );
}

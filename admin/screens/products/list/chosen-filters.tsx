import { Group, Pill } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useShop } from '../../../app/place';
import { graphql } from '../../../generated';
import type { ProductStatus } from '../../../generated/graphql';
import type { ProductFilters } from './use-product-filters';

const FilterNames = graphql(`
  query FilterNames($shop: ID!, $collection: ID!, $hasCollection: Boolean!, $category: ID!, $hasCategory: Boolean!) {
    shop(id: $shop) {
      id
      collection(id: $collection) @include(if: $hasCollection) {
        id
        title
      }
      category(id: $category) @include(if: $hasCategory) {
        id
        title
      }
    }
  }
`);

/** What the table is narrowed to; each can be taken away. */
export function ChosenFilters({ filters: { values, set } }: { filters: ProductFilters }) {
  const { t } = useTranslation('products');
  const { id: shop } = useShop();
  const { collection, category } = values;
  const [{ data }] = useQuery({
    query: FilterNames,
    variables: { shop, collection, hasCollection: collection !== '', category, hasCategory: category !== '' },
    pause: !collection && !category,
  });
  const chosen = [
    { name: 'status', text: values.status && t(`status.${values.status as ProductStatus}`) },
    { name: 'stock', text: values.stock && (values.stock === 'in' ? t('filters.inStock') : t('filters.outOfStock')) },
    { name: 'collection', text: collection && t('filters.inCollection', { title: data?.shop?.collection?.title ?? '…' }) },
    { name: 'category', text: category && t('filters.inCategory', { title: data?.shop?.category?.title ?? '…' }) },
    { name: 'tag', text: values.tag && t('filters.withTag', { tag: values.tag }) },
  ] as const;
  if (chosen.every(({ text }) => !text)) return null;
  return (
    <Group gap="xs">
      {chosen.map(
        ({ name, text }) =>
          text && (
            <Pill
              key={name}
              withRemoveButton
              size="md"
              removeButtonProps={{ 'aria-label': t('filters.remove', { filter: text }), tabIndex: 0, 'aria-hidden': false }}
              onRemove={() => set[name]('')}
            >
              {text}
            </Pill>
          ),
      )}
    </Group>
  );
}

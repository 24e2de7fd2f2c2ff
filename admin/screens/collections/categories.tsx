import { Button, Card, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from 'urql';
import { useMay, useShop } from '../../app/place';
import type { Parameters } from '../../app/route';
import { useList } from '../../data/use-list';
import { EmptyState } from '../../ui/empty-state';
import { Failed } from '../../ui/failed';
import { Page } from '../../ui/page';
import { PageSkeleton } from '../../ui/page-skeleton';
import { TopCategories } from './category-documents';
import { CategoryForm } from './category-form';
import { Branch } from './category-tree';

export const preload = (client: Client, { shop = '' }: Parameters) =>
  client.query(TopCategories, { shop, first: 100, after: null }).toPromise();

/** The shop's own tree: closed at first, and read as it is opened. */
export default function CategoriesScreen() {
  const { t } = useTranslation('collections');
  const { id: shop } = useShop();
  const may = useMay()('write_products');
  const [adding, setAdding] = useState(false);
  const list = useList(TopCategories, { shop }, (data) => data.shop?.topCategories, { first: 100 });
  if (list.loading) return <PageSkeleton />;
  const add = may && (
    <Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => setAdding(true)}>
      {t('categories.add')}
    </Button>
  );
  return (
    <Page title={t('categories.heading')} actions={add} back={{ to: `/s/${shop}/products`, label: t('products') }}>
      {list.error && list.rows.length === 0 ? (
        <Failed error={list.error} onRetry={list.reload} />
      ) : list.rows.length === 0 ? (
        <EmptyState title={t('categories.none')}>{t('categories.noneText')}</EmptyState>
      ) : (
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {t('categories.text')}
          </Text>
          <Card>
            <Branch list={list} label={t('categories.heading')} />
          </Card>
        </Stack>
      )}
      <CategoryForm opened={adding} category={null} parent={null} onClose={() => setAdding(false)} />
    </Page>
  );
}

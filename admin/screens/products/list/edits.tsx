import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useShop } from '../../../app/place';
import { useList } from '../../../data/use-list';
import { graphql } from '../../../generated';
import type { BulkEditsQuery } from '../../../generated/graphql';
import { EmptyState } from '../../../ui/empty-state';
import { Page } from '../../../ui/page';
import { Moment, Status, useFormat } from '../../../ui/show';
import { type Column, Table } from '../../../ui/table';
import { RunningEditsBar } from './running-edits';
import { useTakeBack } from './use-bulk-edit';

const BulkEdits = graphql(`
  query BulkEdits($shop: ID!, $first: Int!, $after: String) {
    shop(id: $shop) {
      id
      bulkEdits(first: $first, after: $after) {
        nodes {
          id
          createdAt
          ...EditState
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

type Edit = NonNullable<BulkEditsQuery['shop']>['bulkEdits']['nodes'][number];

/** What was changed from the table in the last 30 days; for a day it can be taken back. */
export default function EditsScreen() {
  const { t } = useTranslation('products');
  const { id: shop } = useShop();
  const list = useList(BulkEdits, { shop }, (data) => data.shop?.bulkEdits);
  const { number } = useFormat();
  const columns: Column<Edit>[] = [
    { key: 'when', header: t('edits.when'), cell: ({ createdAt }) => <Moment at={createdAt} /> },
    { key: 'count', header: t('edits.products'), cell: ({ products }) => number(products), align: 'end', width: '7rem' },
    { key: 'state', header: t('edits.state'), cell: (edit) => <State edit={edit} />, width: '11rem' },
  ];
  return (
    <Page title={t('edits.title')} back={{ to: `/s/${shop}/products`, label: t('list.heading') }}>
      <RunningEditsBar />
      <Table
        label={t('edits.title')}
        list={list}
        columns={columns}
        keyOf={({ id }) => id}
        empty={<EmptyState title={t('edits.none')}>{t('edits.noneText')}</EmptyState>}
      />
    </Page>
  );
}

function State({ edit: { id, canUndo, undoneAt, createdAt, status } }: { edit: Edit }) {
  const { t } = useTranslation(['products', 'frame']);
  const may = useMay()('write_products');
  const { moment } = useFormat();
  const takeBack = useTakeBack();
  const [busy, setBusy] = useState(false);
  if (undoneAt) return <Status tone="neutral">{t('edits.undone')}</Status>;
  if (status === 'RUNNING' || status === 'UNDOING') return <Status tone="neutral">{t(`edits.${status}`)}</Status>;
  if (!canUndo || !may) return null;
  const undo = async () => {
    setBusy(true);
    await takeBack([id]);
    setBusy(false);
  };
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={busy}
      aria-label={t('edits.undo', { at: moment(createdAt) })}
      onClick={() => void undo()}
    >
      {t('frame:undo')}
    </Button>
  );
}

import { Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Client } from 'urql';
import { useLocation } from 'wouter';
import { useMay, useShop } from '../../app/place';
import type { Parameters } from '../../app/route';
import { useList } from '../../data/use-list';
import { usePolling } from '../../data/use-polling';
import { graphql } from '../../generated';
import type { ImportsQuery } from '../../generated/graphql';
import { EmptyState } from '../../ui/empty-state';
import { LinkButton } from '../../ui/link';
import { Page } from '../../ui/page';
import { Moment, Status, useFormat } from '../../ui/show';
import { type Column, Table } from '../../ui/table';
import { EVERY_MS, ImportState, isUnderWay } from './status';
import { NewImport } from './upload/new-import';

const Imports = graphql(`
  query Imports($shop: ID!, $first: Int!, $after: String) {
    shop(id: $shop) {
      id
      imports(first: $first, after: $after) {
        nodes {
          id
          status
          format
          progress
          options {
            dryRun
          }
          upload {
            id
            filename
          }
          productsCreated
          productsUpdated
          rowsRejected
          createdAt
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

type Import = NonNullable<ImportsQuery['shop']>['imports']['nodes'][number];

export const preload = (client: Client, { shop = '' }: Parameters) => client.query(Imports, { shop, first: 50, after: null }).toPromise();

/** A catalog comes in here: a file is dropped, looked at and started; below stand those before it. */
export default function ImportsScreen() {
  const { t } = useTranslation('imports');
  const { id: shop, agency, currency } = useShop();
  const may = useMay();
  const [, navigate] = useLocation();
  const { number, percent } = useFormat();
  const list = useList(Imports, { shop }, (data) => data.shop?.imports);
  usePolling(
    list.reload,
    list.rows.slice(0, 50).some(({ status }) => isUnderWay(status)),
    EVERY_MS,
  );
  const columns: Column<Import>[] = [
    {
      key: 'file',
      header: t('list.file'),
      cell: ({ upload, format }) => upload?.filename ?? (format === 'AUTO' ? t('list.noFile') : t(`formats.${format}`)),
    },
    {
      key: 'status',
      header: t('list.status'),
      width: '12rem',
      cell: ({ status, progress, options: { dryRun } }) => (
        <Group gap={6}>
          <ImportState status={status} />
          {status === 'RUNNING' && <span className="numbers">{percent(progress)}</span>}
          {dryRun && <Status tone="neutral">{t('list.dryRun')}</Status>}
        </Group>
      ),
    },
    { key: 'created', header: t('list.created'), cell: (one) => number(one.productsCreated), align: 'end', width: '6rem', from: 'sm' },
    { key: 'updated', header: t('list.updated'), cell: (one) => number(one.productsUpdated), align: 'end', width: '6rem', from: 'sm' },
    { key: 'rejected', header: t('list.rejected'), cell: (one) => number(one.rowsRejected), align: 'end', width: '6rem', from: 'md' },
    { key: 'when', header: t('list.when'), cell: ({ createdAt }) => <Moment at={createdAt} />, width: '13rem', from: 'md' },
  ];
  const mayWrite = may('write_products');
  return (
    <Page
      title={t('title')}
      wide
      actions={
        mayWrite && (
          <LinkButton to={`/s/${shop}/imports/feeds`} variant="default">
            {t('feeds')}
          </LinkButton>
        )
      }
    >
      <Stack gap="lg">
        {mayWrite && (
          <NewImport
            owner={{ shop }}
            shops={[shop]}
            agency={agency?.id ?? null}
            currency={currency}
            onStarted={({ firstImport }) => firstImport && navigate(`/s/${shop}/imports/${firstImport}`)}
          />
        )}
        <section aria-labelledby="earlier">
          <Title order={2} id="earlier" mb="xs">
            {t('earlier')}
          </Title>
          <Table
            label={t('earlier')}
            list={list}
            columns={columns}
            keyOf={({ id }) => id}
            linkOf={({ id }) => `/s/${shop}/imports/${id}`}
            empty={
              <EmptyState title={t('list.none')} order={3}>
                <Text size="sm">{t('list.noneText')}</Text>
              </EmptyState>
            }
          />
        </section>
      </Stack>
    </Page>
  );
}

import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Client } from 'urql';
import { useAgency, useMay } from '../../app/place';
import type { Parameters } from '../../app/route';
import { useList } from '../../data/use-list';
import { graphql } from '../../generated';
import type { RolloutsQuery } from '../../generated/graphql';
import { EmptyState } from '../../ui/empty-state';
import { LinkButton } from '../../ui/link';
import { Page } from '../../ui/page';
import { Moment, useFormat } from '../../ui/show';
import { type Column, Table } from '../../ui/table';
import { RolloutState, usePartsText } from './rollout-state';

const Rollouts = graphql(`
  query Rollouts($agency: ID!, $first: Int!, $after: String) {
    agency(id: $agency) {
      id
      blueprintRollouts(first: $first, after: $after) {
        nodes {
          id
          blueprint {
            id
            name
          }
          parts
          dryRun
          status
          waves
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

type Rollout = NonNullable<RolloutsQuery['agency']>['blueprintRollouts']['nodes'][number];

export const preload = (client: Client, { agency = '' }: Parameters) =>
  client.query(Rollouts, { agency, first: 50, after: null }).toPromise();

export default function RolloutsScreen() {
  const { t } = useTranslation(['rollouts', 'frame']);
  const { id: agency } = useAgency();
  const may = useMay();
  const { number } = useFormat();
  const partsText = usePartsText();
  const list = useList(Rollouts, { agency }, (data) => data.agency?.blueprintRollouts);
  const columns: Column<Rollout>[] = [
    { key: 'blueprint', header: t('blueprint'), cell: (one) => <Named rollout={one} /> },
    { key: 'kind', header: t('kind'), cell: ({ dryRun }) => t(dryRun ? 'dryRun' : 'real'), width: '7rem', from: 'sm' },
    { key: 'parts', header: t('parts'), cell: ({ parts }) => partsText(parts), from: 'md' },
    { key: 'shops', header: t('shops'), cell: ({ waves }) => number(sumOf(waves)), width: '5rem', align: 'end' },
    { key: 'status', header: t('state'), cell: ({ status }) => <RolloutState status={status} />, width: '7.5rem' },
    { key: 'created', header: t('begun'), cell: ({ createdAt }) => <Moment at={createdAt} />, width: '12rem', from: 'md' },
  ];
  const begin = may('write_settings') && <LinkButton to={`/a/${agency}/rollouts/new`}>{t('new.title')}</LinkButton>;
  return (
    <Page title={t('title')} wide actions={begin}>
      <Table
        label={t('title')}
        list={list}
        columns={columns}
        keyOf={({ id }) => id}
        linkOf={({ id }) => `/a/${agency}/rollouts/${id}`}
        empty={
          <EmptyState title={t('none')} action={begin}>
            {t('noneHint')}
          </EmptyState>
        }
      />
    </Page>
  );
}

/** Which roll-out it is; where no further columns find room, also which of several of one blueprint. */
function Named({ rollout: { blueprint, dryRun, createdAt } }: { rollout: Rollout }) {
  const { t } = useTranslation('rollouts');
  return (
    <>
      {blueprint.name}
      <Text component="span" size="xs" c="dimmed" display="block" fw={400} hiddenFrom="sm">
        {t(dryRun ? 'dryRun' : 'real')} · <Moment at={createdAt} />
      </Text>
    </>
  );
}

const sumOf = (waves: readonly number[]): number => waves.reduce((sum, one) => sum + one, 0);

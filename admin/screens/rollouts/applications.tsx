import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAgency } from '../../app/place';
import { type List, useList } from '../../data/use-list';
import { graphql } from '../../generated';
import type { BlueprintApplicationStatus, RolloutApplicationsQuery } from '../../generated/graphql';
import { EmptyState } from '../../ui/empty-state';
import { useFormat } from '../../ui/show';
import { type Column, Table } from '../../ui/table';
import { ApplicationState, useCountsText } from './rollout-state';

const RolloutApplications = graphql(`
  query RolloutApplications($agency: ID!, $rollout: ID!, $statuses: [BlueprintApplicationStatus!], $first: Int!, $after: String) {
    agency(id: $agency) {
      id
      blueprintRollout(id: $rollout) {
        id
        applications(first: $first, after: $after, statuses: $statuses) {
          nodes {
            id
            shop {
              id
              name
              handle
            }
            wave
            status
            settingsChanged
            settingsKept
            collectionsCreated
            collectionsUpdated
            collectionsKept
            productsCreated
            productsUpdated
            productsUnchanged
            productsKept
            undoableUntil
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  }
`);

export type Application = NonNullable<NonNullable<RolloutApplicationsQuery['agency']>['blueprintRollout']>['applications']['nodes'][number];

const STATUSES = {
  all: null,
  open: ['QUEUED', 'RUNNING', 'UNDOING'],
  done: ['COMPLETED'],
  failed: ['FAILED'],
  other: ['CANCELLED', 'UNDONE'],
} as const satisfies Record<string, readonly BlueprintApplicationStatus[] | null>;
export type Shown = keyof typeof STATUSES;
export const SHOWN = Object.keys(STATUSES) as Shown[];

/** The shops of a roll-out. */
export function useApplications(rollout: string, shown: Shown): List<Application> {
  const { id: agency } = useAgency();
  const statuses = STATUSES[shown] as BlueprintApplicationStatus[] | null;
  return useList(RolloutApplications, { agency, rollout, statuses }, (data) => data.agency?.blueprintRollout?.applications);
}

interface Props {
  list: List<Application>;
  dryRun: boolean;
  onLook(id: string): void;
}

export function Applications({ list, dryRun, onLook }: Props) {
  const { t } = useTranslation(['rollouts', 'frame']);
  const { number } = useFormat();
  const countsText = useCountsText();
  const columns: Column<Application>[] = [
    { key: 'shop', header: t('shop'), cell: ({ shop }) => shop.name },
    { key: 'wave', header: t('wave'), cell: ({ wave }) => number(wave), width: '4.5rem', from: 'md' },
    { key: 'status', header: t('state'), cell: ({ status }) => <ApplicationState status={status} />, width: '7rem' },
    {
      key: 'counts',
      header: t(dryRun ? 'wouldChange' : 'changed'),
      cell: (one) => (
        <Text span size="sm">
          {one.status === 'QUEUED' ? '–' : countsText(one)}
        </Text>
      ),
      from: 'sm',
    },
    {
      key: 'look',
      header: t('details'),
      cell: (one) => (
        <Button size="compact-sm" variant="default" onClick={() => onLook(one.id)} aria-label={t('detailsOf', { shop: one.shop.name })}>
          {t('details')}
        </Button>
      ),
      width: '6.5rem',
    },
  ];
  return <Table label={t('shops')} list={list} columns={columns} keyOf={({ id }) => id} empty={<EmptyState title={t('show.none')} />} />;
}

import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearchParams } from 'wouter';
import type { List } from '../../data/use-list';
import { graphql } from '../../generated';
import { EmptyState } from '../../ui/empty-state';
import { Page } from '../../ui/page';
import { SearchField } from '../../ui/search-field';
import { Moment, Status } from '../../ui/show';
import { type Column, Table } from '../../ui/table';
import { Detail } from './detail';
import type { Entry } from './entry';
import type { Filter } from './filter';
import { OUTCOME_TONES, useActorName, useMutationNames } from './names';

/** What a line shows, and its drawer: the same in an agency and in a shop. */
graphql(`
  fragment EntryOfLog on AuditEntry {
    id
    actor {
      kind
      id
      name
    }
    mutation
    subject
    shop {
      id
      name
      currency
    }
    shopCount
    outcome
    errors
    address
    userAgent
    requestId
    changes {
      field
      before
      after
    }
    many {
      done
      refused
      first
    }
    input
    createdAt
  }
`);

interface Props {
  list: List<Entry>;
  filter: Filter;
  /** Where the page is, below /admin. */
  base: string;
}

/** What was done, and by whom: of an agency or of one shop. An entry opens beside the list, under an address of its own. */
export function AuditLog({ list, filter, base }: Props) {
  const { t } = useTranslation('audit');
  const { nameOf } = useMutationNames();
  const actorOf = useActorName();
  const [search] = useSearchParams();
  const [, go] = useLocation();
  const withEntry = (id: string | null) => {
    const next = new URLSearchParams(search);
    if (id) next.set('entry', id);
    else next.delete('entry');
    return next.size > 0 ? `${base}?${next}` : base;
  };
  const opened = list.rows.find(({ id }) => id === search.get('entry')) ?? null;
  const columns: Column<Entry>[] = [
    {
      key: 'what',
      header: t('what'),
      cell: (entry) => (
        <>
          {nameOf(entry.mutation)}
          <Text component="span" size="xs" c="dimmed" display="block" fw={400}>
            {entry.shopCount > 1 ? t('inShops', { count: entry.shopCount }) : (entry.shop?.name ?? t('inAgency'))}
          </Text>
          <Text component="span" size="xs" c="dimmed" display="block" fw={400} hiddenFrom="sm">
            {actorOf(entry.actor)}
          </Text>
        </>
      ),
    },
    { key: 'who', header: t('who'), cell: ({ actor }) => actorOf(actor), width: '24%', from: 'sm' },
    {
      key: 'outcome',
      header: t('outcome'),
      cell: ({ outcome }) => <Status tone={OUTCOME_TONES[outcome]}>{t(`outcomes.${outcome}`)}</Status>,
      width: '8rem',
      from: 'sm',
    },
    { key: 'when', header: t('when'), cell: ({ createdAt }) => <Moment at={createdAt} />, width: '30%' },
  ];
  return (
    <Page title={t('title')} wide>
      <Filters filter={filter} actor={list.rows.find(({ actor }) => actor.id === filter.actor)?.actor.name} />
      <Table
        label={t('title')}
        list={list}
        columns={columns}
        keyOf={({ id }) => id}
        linkOf={({ id }) => withEntry(id)}
        empty={
          <EmptyState title={filter.isEmpty ? t('none') : t('noneFound')}>{filter.isEmpty ? t('noneText') : t('noneFoundText')}</EmptyState>
        }
      />
      <Detail
        entry={opened}
        onClose={() => go(withEntry(null))}
        onlyActor={(id) => {
          go(base);
          filter.setActor(id);
        }}
      />
    </Page>
  );
}

function Filters({ filter, actor }: { filter: Filter; actor: string | undefined }) {
  const { t } = useTranslation('audit');
  const { nameOf, known: names } = useMutationNames();
  const choices = names.map((value) => ({ value, label: nameOf(value) })).sort((a, b) => a.label.localeCompare(b.label));
  const known = choices.some(({ value }) => value === filter.mutation);
  return (
    <Stack gap="xs" mb="md">
      <SearchField label={t('search')} value={filter.query} onSearch={filter.setQuery} />
      <Group gap="xs" align="flex-end">
        <Select
          label={t('what')}
          placeholder={t('anything')}
          data={known || !filter.mutation ? choices : [{ value: filter.mutation, label: filter.mutation }, ...choices]}
          value={filter.mutation || null}
          onChange={(value) => filter.setMutation(value ?? '')}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('anything') }}
          w={{ base: '100%', sm: 260 }}
        />
        <TextInput
          type="date"
          label={t('from')}
          value={filter.from}
          max={filter.until || undefined}
          onChange={(event) => filter.setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={t('until')}
          value={filter.until}
          min={filter.from || undefined}
          onChange={(event) => filter.setUntil(event.currentTarget.value)}
        />
        {filter.actor && (
          <Button variant="light" onClick={() => filter.setActor('')}>
            {t('onlyBy', { name: actor ?? filter.actor })} ×
          </Button>
        )}
      </Group>
    </Stack>
  );
}

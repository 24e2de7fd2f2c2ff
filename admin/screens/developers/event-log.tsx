import { Code, Drawer, MultiSelect, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearchParams } from 'wouter';
import type { List } from '../../data/use-list';
import { graphql } from '../../generated';
import type { PageOfEventsFragment } from '../../generated/graphql';
import { EmptyState } from '../../ui/empty-state';
import { Page } from '../../ui/page';
import { Moment } from '../../ui/show';
import { type Column, Table } from '../../ui/table';
import classes from './event-log.module.css';
import type { Types } from './event-types';
import { EVENT_TYPES } from './types-of-events';

graphql(`
  fragment PageOfEvents on EventConnection {
    nodes {
      id
      type
      subject
      data
      createdAt
      shop {
        id
        name
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
`);
type Event = PageOfEventsFragment['nodes'][number];

interface Props {
  list: List<Event>;
  types: Types;
  /** Where the page is, below /admin. */
  base: string;
  showShop?: boolean;
}

/** What happened, the newest first; an event opens beside the list, as programs read it. */
export function EventLog({ list, types, base, showShop = false }: Props) {
  const { t } = useTranslation('developers');
  const [search] = useSearchParams();
  const [, go] = useLocation();
  const withEvent = (id: string | null) => {
    const next = new URLSearchParams(search);
    if (id) next.set('event', id);
    else next.delete('event');
    return next.size > 0 ? `${base}?${next}` : base;
  };
  const columns: Column<Event>[] = [
    { key: 'type', header: t('type'), cell: ({ type }) => <code className={classes.type}>{type}</code> },
    { key: 'subject', header: t('subject'), cell: ({ subject }) => subject ?? '–', from: 'md' },
    ...(showShop ? [{ key: 'shop', header: t('shop'), cell: ({ shop }: Event) => shop.name }] : []),
    { key: 'when', header: t('when'), cell: ({ createdAt }) => <Moment at={createdAt} />, width: '30%' },
  ];
  return (
    <Page title={t('events')} wide back={{ to: base.replace(/\/events$/, ''), label: t('title') }}>
      <MultiSelect
        label={t('types')}
        placeholder={types.chosen.length > 0 ? '' : t('allTypes')}
        data={[...EVENT_TYPES]}
        value={types.chosen}
        onChange={types.choose}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('allTypes') }}
        mb="md"
        maw={560}
      />
      <Table
        label={t('events')}
        list={list}
        columns={columns}
        keyOf={({ id }) => id}
        linkOf={({ id }) => withEvent(id)}
        empty={<EmptyState title={types.chosen.length > 0 ? t('noneOfType') : t('none')}>{t('noneText')}</EmptyState>}
      />
      <Detail event={list.rows.find(({ id }) => id === search.get('event')) ?? null} onClose={() => go(withEvent(null))} />
    </Page>
  );
}

function Detail({ event, onClose }: { event: Event | null; onClose: () => void }) {
  const { t } = useTranslation(['developers', 'frame']);
  // While it slides away, it still shows what it showed.
  const [last, setLast] = useState(event);
  useEffect(() => {
    if (event) setLast(event);
  }, [event]);
  const shown = event ?? last;
  return (
    <Drawer
      opened={event !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={shown?.type ?? ''}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
    >
      {shown && (
        <Stack gap="sm">
          <Text size="sm">
            {shown.shop.name} · <Moment at={shown.createdAt} />
          </Text>
          <Code block className={classes.data} tabIndex={0}>
            {JSON.stringify(
              { id: shown.id, type: shown.type, subject: shown.subject, data: shown.data, createdAt: shown.createdAt },
              null,
              2,
            )}
          </Code>
        </Stack>
      )}
    </Drawer>
  );
}

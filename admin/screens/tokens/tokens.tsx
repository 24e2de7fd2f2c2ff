import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CombinedError } from 'urql';
import { useMay } from '../../app/place';
import { EmptyState } from '../../ui/empty-state';
import { Page } from '../../ui/page';
import { Moment, Status } from '../../ui/show';
import { type Column, Table } from '../../ui/table';
import { NewToken } from './new-token';
import { Revoke } from './revoke';
import { scopesInShort } from './scopes';
import type { Place, Token } from './token';

interface Props {
  place: Place;
  tokens: readonly Token[] | undefined;
  loading: boolean;
  error: CombinedError | undefined;
  reload: () => void;
}

const nothing = () => undefined;

/** What apps come in with: those in use, a new one, and taking one away. */
export function Tokens({ place, tokens, loading, error, reload }: Props) {
  const { t } = useTranslation('tokens');
  const may = useMay();
  const [making, make] = useState(false);
  const [revoking, revoke] = useState<Token | null>(null);
  const canWrite = may('write_settings');
  const columns: Column<Token>[] = [
    {
      key: 'name',
      header: t('name'),
      width: '38%',
      cell: ({ name, ending }) => (
        <>
          {name}
          <Text component="span" size="xs" c="dimmed" display="block">
            {t('ending', { ending })}
          </Text>
        </>
      ),
    },
    {
      key: 'scopes',
      header: t('scopes'),
      cell: ({ scopes }) =>
        scopesInShort(scopes)
          .map((scope) => t(`short.${scope}`))
          .join(t('and')),
      from: 'sm',
    },
    { key: 'created', header: t('created'), cell: ({ createdAt }) => <Moment at={createdAt} />, from: 'md', width: '12rem' },
    { key: 'expires', header: t('expires'), cell: ({ expiresAt }) => <Expiry at={expiresAt ?? null} />, width: '24%' },
  ];
  if (canWrite)
    columns.push({
      key: 'revoke',
      header: '',
      cell: (token) => (
        <Button
          size="compact-sm"
          variant="subtle"
          color="red"
          onClick={() => revoke(token)}
          aria-label={t('revokeOne', { name: token.name })}
        >
          {t('revoke')}
        </Button>
      ),
      align: 'end',
      width: '6rem',
    });
  const button = canWrite && <Button onClick={() => make(true)}>{t('new')}</Button>;
  const list = { rows: tokens ?? [], loading, loadingMore: false, hasMore: false, loadMore: nothing, reload, error };
  return (
    <Page
      title={t('title')}
      wide
      actions={button}
      {...(place.shop ? { back: { to: `/s/${place.shop}/developers`, label: t('developers') } } : {})}
    >
      <Text size="sm" c="dimmed" mb="md">
        {place.shop ? t('aboutShop') : t('aboutAgency')}
      </Text>
      <Table
        label={t('title')}
        list={list}
        columns={columns}
        keyOf={({ id }) => id}
        empty={
          <EmptyState title={t('none')} action={button}>
            {t('noneText')}
          </EmptyState>
        }
      />
      {making && <NewToken place={place} onClose={() => make(false)} />}
      {revoking && <Revoke place={place} token={revoking} onClose={() => revoke(null)} />}
    </Page>
  );
}

function Expiry({ at }: { at: string | null }) {
  const { t } = useTranslation('tokens');
  if (!at) return <Text size="sm">{t('never')}</Text>;
  return new Date(at) < new Date() ? <Status tone="neutral">{t('expired')}</Status> : <Moment at={at} />;
}

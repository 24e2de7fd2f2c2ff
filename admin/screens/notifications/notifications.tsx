import { Select, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Client } from 'urql';
import { useShop } from '../../app/place';
import type { Parameters } from '../../app/route';
import { useList } from '../../data/use-list';
import { graphql } from '../../generated';
import type { NotificationStatus, NotificationsQuery } from '../../generated/graphql';
import { EmptyState } from '../../ui/empty-state';
import { LinkButton } from '../../ui/link';
import { Page } from '../../ui/page';
import { Moment, Status } from '../../ui/show';
import { type Column, Table } from '../../ui/table';
import { useAddress } from '../../ui/use-address';
import { TONES } from './tones';

const Notifications = graphql(`
  query Notifications($shop: ID!, $status: NotificationStatus, $first: Int!, $after: String) {
    shop(id: $shop) {
      id
      notifications(first: $first, after: $after, status: $status) {
        nodes {
          id
          status
          recipient
          subject
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

type Notification = NonNullable<NotificationsQuery['shop']>['notifications']['nodes'][number];

const isState = (word: string): word is NotificationStatus => Object.hasOwn(TONES, word);

export const preload = (client: Client, { shop = '' }: Parameters) =>
  client.query(Notifications, { shop, status: null, first: 50, after: null }).toPromise();

export default function NotificationsScreen() {
  const { t } = useTranslation('notifications');
  const { id: shop } = useShop();
  const [word, setWord] = useAddress('status');
  const status = isState(word) ? word : null;
  const list = useList(Notifications, { shop, status }, (data) => data.shop?.notifications);
  const columns: Column<Notification>[] = [
    { key: 'subject', header: t('subject'), cell: ({ subject }) => subject },
    { key: 'recipient', header: t('recipient'), cell: ({ recipient }) => recipient, from: 'md', width: '16rem' },
    {
      key: 'status',
      header: t('state'),
      cell: ({ status: state }) => <Status tone={TONES[state]}>{t(`status.${state}`)}</Status>,
      width: '7rem',
    },
    { key: 'when', header: t('when'), cell: ({ createdAt }) => <Moment at={createdAt} />, from: 'sm', width: '13.5rem' },
  ];
  return (
    <Page
      title={t('title')}
      wide
      actions={
        <LinkButton to={`/s/${shop}/notifications/templates`} variant="default">
          {t('templates.title')}
        </LinkButton>
      }
    >
      <Stack gap="sm">
        <Select
          aria-label={t('which')}
          w="14rem"
          data={[
            { value: '', label: t('all') },
            ...Object.keys(TONES).map((state) => ({ value: state, label: t(`status.${state as NotificationStatus}`) })),
          ]}
          value={status ?? ''}
          onChange={(state) => setWord(state ?? '')}
        />
        <Table
          label={t('title')}
          list={list}
          columns={columns}
          keyOf={({ id }) => id}
          linkOf={({ id }) => `/s/${shop}/notifications/${id}`}
          empty={<EmptyState title={status ? t('noneFound') : t('none')}>{status ? null : t('noneText')}</EmptyState>}
        />
      </Stack>
    </Page>
  );
}

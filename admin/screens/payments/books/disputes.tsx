import { Alert, Anchor, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMay, useShop } from '../../../app/place';
import { useList } from '../../../data/use-list';
import { graphql } from '../../../generated';
import type { DisputesQuery } from '../../../generated/graphql';
import { EmptyState } from '../../../ui/empty-state';
import { Link } from '../../../ui/link';
import { Page } from '../../../ui/page';
import { Amount, Moment, Status } from '../../../ui/show';
import { type Column, Table } from '../../../ui/table';
import { Tabs } from '../tabs';
import { DISPUTE_TONES } from './tones';

const Disputes = graphql(`
  query Disputes($shop: ID!, $orders: Boolean!, $first: Int!, $after: String) {
    shop(id: $shop) {
      id
      disputes(first: $first, after: $after) {
        nodes {
          id
          status
          amount {
            amount
            currency
          }
          withdrawn
          reason
          evidenceDueBy
          provider
          externalId
          order @include(if: $orders) {
            id
            number
          }
          createdAt
          closedAt
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

type Dispute = NonNullable<DisputesQuery['shop']>['disputes']['nodes'][number];

/** What buyers' banks ask back, until when one can answer, and where. */
export default function DisputesScreen() {
  const { t } = useTranslation('payments');
  const { id: shop } = useShop();
  const orders = useMay()('read_orders');
  const list = useList(Disputes, { shop, orders }, (data) => data.shop?.disputes);
  const columns: Column<Dispute>[] = [
    { key: 'what', header: t('disputes.what'), cell: (dispute) => <What dispute={dispute} /> },
    { key: 'amount', header: t('disputes.amount'), cell: ({ amount }) => <Amount of={amount} />, align: 'end', width: '8rem' },
    { key: 'next', header: t('disputes.next'), cell: (dispute) => <Next dispute={dispute} />, width: '20rem' },
    { key: 'opened', header: t('disputes.opened'), cell: ({ createdAt }) => <Moment at={createdAt} />, width: '12rem', from: 'md' },
  ];
  return (
    <Page title={t('disputes.title')} wide back={{ to: `/s/${shop}/payments`, label: t('title') }}>
      <Tabs />
      <Stack>
        <Alert variant="light" color="gray">
          {t('disputes.text')}
        </Alert>
        <Table
          label={t('disputes.title')}
          list={list}
          columns={columns}
          keyOf={({ id }) => id}
          empty={<EmptyState title={t('disputes.none')}>{t('disputes.noneText')}</EmptyState>}
        />
      </Stack>
    </Page>
  );
}

function What({ dispute: { status, reason, order, withdrawn } }: { dispute: Dispute }) {
  const { t, i18n } = useTranslation('payments');
  const { id: shop } = useShop();
  const known = reason ? `disputes.reasons.${reason}` : null;
  return (
    <Stack gap={2} align="flex-start">
      <Status tone={DISPUTE_TONES[status]}>{t(`disputes.statuses.${status}`)}</Status>
      {reason && known && <Text size="sm">{i18n.exists(known, { ns: 'payments' }) ? t(known as 'disputes.reasons.general') : reason}</Text>}
      {order && (
        <Anchor component={Link} to={`/s/${shop}/orders/${order.id}`} size="xs">
          {t('ledger.order', { number: order.number })}
        </Anchor>
      )}
      <Text size="xs" c="dimmed">
        {t(withdrawn ? 'disputes.withdrawn' : 'disputes.notWithdrawn')}
      </Text>
    </Stack>
  );
}

function Next({ dispute: { status, evidenceDueBy, closedAt, provider, externalId } }: { dispute: Dispute }) {
  const { t } = useTranslation('payments');
  const { mode } = useShop();
  return (
    <Stack gap={2}>
      <Text size="sm">{t(`disputes.todo.${status}`)}</Text>
      {status === 'NEEDS_RESPONSE' && evidenceDueBy && (
        <Text size="sm" fw={600}>
          {t('disputes.dueBy')} <Moment at={evidenceDueBy} />
        </Text>
      )}
      {closedAt && (
        <Text size="xs" c="dimmed">
          {t('disputes.closed')} <Moment at={closedAt} />
        </Text>
      )}
      {provider === 'STRIPE' && mode === 'LIVE' ? (
        <Anchor href={`https://dashboard.stripe.com/disputes/${encodeURIComponent(externalId)}`} target="_blank" rel="noreferrer" size="sm">
          {t('disputes.open')}
        </Anchor>
      ) : (
        <Text size="xs" c="dimmed">
          {externalId}
        </Text>
      )}
    </Stack>
  );
}

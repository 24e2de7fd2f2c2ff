import { Select, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAgency } from '../../../app/place';
import { useList } from '../../../data/use-list';
import { graphql } from '../../../generated';
import type { AgencyOnboardingsQuery, PaymentOnboardingStatus } from '../../../generated/graphql';
import { EmptyState } from '../../../ui/empty-state';
import { Moment, Status } from '../../../ui/show';
import { type Column, Table } from '../../../ui/table';
import { useAddress } from '../../../ui/use-address';
import { ONBOARDING_TONES } from '../onboarding/states';
import { slugOf } from '../provider';

const AgencyOnboardings = graphql(`
  query AgencyOnboardings($agency: ID!, $status: PaymentOnboardingStatus, $first: Int!, $after: String) {
    agency(id: $agency) {
      id
      paymentOnboardings(first: $first, after: $after, status: $status) {
        nodes {
          id
          provider
          status
          nextStep {
            text
            deadline
          }
          problems {
            message
          }
          shop {
            id
            name
          }
          updatedAt
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

type Row = NonNullable<AgencyOnboardingsQuery['agency']>['paymentOnboardings']['nodes'][number];

const STATES = [
  'NEEDS_ACTION',
  'REJECTED',
  'AUDITING',
  'DRAFT',
  'ACTIVE',
  'CANCELLED',
] as const satisfies readonly PaymentOnboardingStatus[];

/** How each of the agency's shops is taken on, by state. */
export function Onboardings() {
  const { t } = useTranslation('payments');
  const { id: agency } = useAgency();
  const [chosen, choose] = useAddress('status');
  const status = STATES.find((one) => one === chosen) ?? null;
  const list = useList(AgencyOnboardings, { agency, status }, (data) => data.agency?.paymentOnboardings);
  const columns: Column<Row>[] = [
    { key: 'shop', header: t('onboardings.shop'), cell: ({ shop }) => shop.name },
    { key: 'provider', header: t('onboardings.provider'), cell: ({ provider }) => t(`providers.${provider}`), width: '9rem', from: 'sm' },
    {
      key: 'status',
      header: t('onboardings.status'),
      cell: (row) => <Status tone={ONBOARDING_TONES[row.status]}>{t(`onboarding.status.${row.status}`)}</Status>,
      width: '9rem',
    },
    { key: 'next', header: t('onboardings.next'), cell: (row) => <Next row={row} />, from: 'md' },
    { key: 'updated', header: t('onboardings.updated'), cell: ({ updatedAt }) => <Moment at={updatedAt} />, width: '12rem', from: 'md' },
  ];
  return (
    <Stack gap="sm">
      <div>
        <Title order={2}>{t('onboardings.title')}</Title>
        <Text size="sm" c="dimmed">
          {t('onboardings.text')}
        </Text>
      </div>
      <Select
        label={t('onboardings.filter')}
        value={status ?? ''}
        onChange={(value) => choose(value ?? '')}
        data={[{ value: '', label: t('onboardings.all') }, ...STATES.map((value) => ({ value, label: t(`onboarding.status.${value}`) }))]}
        maw={260}
      />
      <Table
        key={status ?? 'all'}
        label={t('onboardings.title')}
        list={list}
        columns={columns}
        keyOf={({ id }) => id}
        linkOf={({ shop, provider }) => `/s/${shop.id}/payments/onboarding/${slugOf(provider)}`}
        empty={<EmptyState title={t(status ? 'onboardings.noneOfState' : 'onboardings.none')}>{t('onboardings.noneText')}</EmptyState>}
      />
    </Stack>
  );
}

function Next({ row: { nextStep, problems } }: { row: Row }) {
  const { t } = useTranslation('payments');
  return (
    <>
      {nextStep?.text ?? problems[0]?.message ?? '—'}
      {nextStep?.deadline && (
        <Text size="xs" c="dimmed">
          {t('onboarding.deadline')} <Moment at={nextStep.deadline} />
        </Text>
      )}
    </>
  );
}

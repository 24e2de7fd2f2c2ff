import { Alert, Card, Group, SegmentedControl, SimpleGrid, Skeleton, Stack, Title } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Client, useQuery } from 'urql';
import { useAgency, useMay } from '../../app/place';
import type { Parameters } from '../../app/route';
import { graphql } from '../../generated';
import type { AgencySalesQuery } from '../../generated/graphql';
import { Chart, type Line } from '../../ui/chart';
import { before, dayIn, lengthOf } from '../../ui/days';
import { changeOf, sumDecimals } from '../../ui/decimal';
import { EmptyState } from '../../ui/empty-state';
import { Failed } from '../../ui/failed';
import { Figure } from '../../ui/figure';
import { LinkButton } from '../../ui/link';
import { Page } from '../../ui/page';
import { useFormat } from '../../ui/show';
import { useAddress } from '../../ui/use-address';
import { periodOf } from './period';
import { PeriodChoice } from './period-choice';
import { StatementButton } from './statement';
import { TopShops } from './top-shops';

const AgencySales = graphql(`
  query AgencySales($agency: ID!, $from: String!, $to: String!, $fromBefore: String!, $toBefore: String!) {
    agency(id: $agency) {
      id
      now: sales(from: $from, to: $to) {
        days {
          day
          currency
          orders
          paidOrders
          received
          refunded
          net
        }
        topShops(first: 10) {
          shop {
            id
            name
          }
          currency
          orders
          received
          refunded
          net
        }
      }
      before: sales(from: $fromBefore, to: $toBefore) {
        days {
          day
          currency
          orders
          paidOrders
          received
          refunded
          net
        }
      }
    }
  }
`);

type Answered = NonNullable<AgencySalesQuery['agency']>;
type SalesDay = Answered['now']['days'][number];
export type TopShop = Answered['now']['topShops'][number];

const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

function variablesOf(agency: string, { from, to }: { from: string; to: string }) {
  const earlier = before({ from, to });
  return { agency, from, to, fromBefore: earlier.from, toBefore: earlier.to };
}

export const preload = (client: Client, { agency = '' }: Parameters) =>
  client.query(AgencySales, variablesOf(agency, periodOf({ days: '', from: '', to: '' }, dayIn(ownZone())))).toPromise();

/** What all shops sold: by day, each currency for itself, against the time before. */
export default function SalesScreen() {
  const { t } = useTranslation('sales');
  const { id: agency } = useAgency();
  const may = useMay();
  const [days] = useAddress('days');
  const [from] = useAddress('from');
  const [to] = useAddress('to');
  const [wanted, choose] = useAddress('currency');
  const { choice, ...period } = periodOf({ days, from, to }, dayIn(ownZone()));
  const [{ data, error }, again] = useQuery({
    query: AgencySales,
    variables: variablesOf(agency, period),
    requestPolicy: 'cache-and-network',
  });
  const sales = data?.agency;
  const currencies = [...new Set([...(sales?.now.days ?? []), ...(sales?.before.days ?? [])].map((one) => one.currency))].sort();
  const currency = currencies.includes(wanted) ? wanted : currencies[0];
  return (
    <Page title={t('title')} actions={may('read_payments') && <StatementButton period={period} />} wide>
      <Stack gap="md">
        <Group justify="space-between" align="flex-end" gap="sm">
          <PeriodChoice choice={choice} period={period} />
          {currencies.length > 1 && (
            <SegmentedControl aria-label={t('currency')} value={currency ?? ''} onChange={choose} data={currencies} size="sm" />
          )}
        </Group>
        {error && !sales && <Failed error={error} onRetry={() => again({ requestPolicy: 'network-only' })} />}
        {!sales && !error && <Skeleton height={420} />}
        {sales && currency && <OfCurrency key={currency} currency={currency} length={lengthOf(period)} sales={sales} />}
        {sales && !currency && (
          <EmptyState title={t('none')} action={<LinkButton to={`/a/${agency}/shops`}>{t('toShops')}</LinkButton>}>
            {t('noneText')}
          </EmptyState>
        )}
        {currencies.length > 1 && (
          <Alert variant="light" color="gray">
            {t('apart')}
          </Alert>
        )}
      </Stack>
    </Page>
  );
}

const sumOf = (days: readonly SalesDay[], what: 'received' | 'refunded' | 'net'): string => sumDecimals(days.map((day) => day[what]));
const countOf = (days: readonly SalesDay[], what: 'orders' | 'paidOrders'): number => days.reduce((sum, day) => sum + day[what], 0);

function OfCurrency({ currency, length, sales }: { currency: string; length: number; sales: Answered }) {
  const { t } = useTranslation('sales');
  const { money, number, compact } = useFormat();
  const now = useMemo(() => sales.now.days.filter((day) => day.currency === currency), [sales, currency]);
  const earlier = useMemo(() => sales.before.days.filter((day) => day.currency === currency), [sales, currency]);
  const shown = (amount: string) => money({ amount, currency });
  const lines = useMemo<Line[]>(() => {
    const line = (of: readonly SalesDay[], label: string): Line => ({
      label,
      values: of.map(({ net }) => Number(net)),
      shown: of.map(({ net }) => money({ amount: net, currency })),
      days: of.map(({ day }) => day),
    });
    // Nothing of a currency was sold before: there is nothing to compare with.
    const all = [line(now, t('now', { count: length }))];
    return earlier.length > 0 ? [...all, { ...line(earlier, t('before', { count: length })), isBefore: true }] : all;
  }, [now, earlier, currency, length, money, t]);
  const dayNames = useMemo(() => (now.length > 0 ? now : earlier).map(({ day }) => day), [now, earlier]);
  const figures = (['received', 'refunded', 'net'] as const).map((what) => ({
    what,
    value: shown(sumOf(now, what)),
    change: changeOf(sumOf(now, what), sumOf(earlier, what)),
  }));
  const counts = (['orders', 'paidOrders'] as const).map((what) => ({
    what,
    value: number(countOf(now, what)),
    change: changeOf(countOf(now, what), countOf(earlier, what)),
  }));
  return (
    <>
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="sm">
        {[...figures, ...counts].map(({ what, value, change }) => (
          <Figure key={what} label={t(`figures.${what}`)} value={value} change={change} />
        ))}
      </SimpleGrid>
      <Card component="section">
        <Title order={2} mb="sm">
          {t('chart')}
        </Title>
        <Chart label={t('chart')} days={dayNames} lines={lines} axis={compact} />
      </Card>
      <TopShops shops={sales.now.topShops.filter((shop) => shop.currency === currency)} />
    </>
  );
}

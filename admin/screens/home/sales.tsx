import { Anchor, Card, SegmentedControl, SimpleGrid, Skeleton, Text, VisuallyHidden } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useShop } from '../../app/place';
import { graphql } from '../../generated';
import type { HomeSalesQuery } from '../../generated/graphql';
import { Chart } from '../../ui/chart';
import type { Line } from '../../ui/chart-line';
import { addDays, before, dayIn, endingOn } from '../../ui/days';
import { changeOf, sumDecimals } from '../../ui/decimal';
import { Failed } from '../../ui/failed';
import { Figure } from '../../ui/figure';
import { Link } from '../../ui/link';
import { useFormat } from '../../ui/show';
import { useAddress } from '../../ui/use-address';

const HomeSales = graphql(`
  query HomeSales($shop: ID!, $from: String!, $to: String!) {
    shop(id: $shop) {
      id
      sales(from: $from, to: $to) {
        day
        orders
        received
      }
    }
  }
`);

type SalesDay = NonNullable<HomeSalesQuery['shop']>['sales'][number];

const LENGTHS = ['7', '30'];

/** What was sold: today, and these days against those before. */
export function Sales({ openOrders }: { openOrders: { count: number; more: boolean } | undefined }) {
  const { t } = useTranslation('home');
  const { id, timezone, currency } = useShop();
  const { money, number, compact } = useFormat();
  const [chosen, choose] = useAddress('days', '7');
  const length = LENGTHS.includes(chosen) ? chosen : '7';
  const today = dayIn(timezone);
  const now = endingOn(today, Number(length));
  const [{ data, error }, again] = useQuery({
    query: HomeSales,
    variables: { shop: id, from: before(now).from, to: today },
    requestPolicy: 'cache-and-network',
  });
  const days = data?.shop?.sales;
  const drawn = useMemo(() => (days ? linesOf(days, Number(length)) : null), [days, length]);
  if (error && !days) return <Failed error={error} onRetry={() => again({ requestPolicy: 'network-only' })} />;

  const shown = (amount: string) => money({ amount, currency });
  const received = (of: readonly SalesDay[]) => sumDecimals(of.map((one) => one.received));
  const ordered = (of: readonly SalesDay[]) => of.reduce((sum, { orders }) => sum + orders, 0);
  const on = (day: string) => days?.find((one) => one.day === day);
  const [here, there] = [drawn?.now ?? [], drawn?.before ?? []];
  const lines: Line[] = drawn
    ? [
        lineOf(here, t('sales.now', { count: Number(length) }), shown),
        { ...lineOf(there, t('sales.before', { count: Number(length) }), shown), isBefore: true, days: there.map(({ day }) => day) },
      ]
    : [];
  return (
    <section aria-labelledby="sales">
      <VisuallyHidden>
        <h2 id="sales">{t('sales.title')}</h2>
      </VisuallyHidden>
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm" mb="sm">
        <Figure
          label={t('sales.today')}
          value={days && shown(on(today)?.received ?? '0')}
          change={days && changeOf(on(today)?.received ?? 0, on(addDays(today, -7))?.received ?? 0)}
          than={t('sales.thanLastWeek')}
        />
        <Figure
          label={t('sales.days', { count: Number(length) })}
          value={days && shown(received(here))}
          change={days && changeOf(received(here), received(there))}
          than={t('sales.thanBefore')}
        />
        <Figure
          label={t('sales.orders', { count: Number(length) })}
          value={days && number(ordered(here))}
          change={days && changeOf(ordered(here), ordered(there))}
          hint={t('sales.ordersToday', { count: on(today)?.orders ?? 0 })}
        />
        <Figure
          label={t('sales.open')}
          value={openOrders && (openOrders.more ? `${number(openOrders.count)}+` : number(openOrders.count))}
          link={
            openOrders &&
            openOrders.count > 0 && (
              <Anchor component={Link} to={`/s/${id}/orders?show=toSend`} size="xs">
                {t('sales.openLink')}
              </Anchor>
            )
          }
        />
      </SimpleGrid>
      <Card>
        <SegmentedControl
          size="xs"
          mb="sm"
          aria-label={t('sales.period')}
          value={length}
          onChange={choose}
          data={LENGTHS.map((value) => ({ value, label: t('sales.lastDays', { count: Number(value) }) }))}
          style={{ alignSelf: 'flex-start' }}
        />
        {drawn ? (
          <Chart label={t('sales.chart')} days={here.map(({ day }) => day)} lines={lines} axis={compact} />
        ) : (
          <Skeleton height={250} />
        )}
        <Text size="xs" c="dimmed" mt="xs">
          {t('sales.meaning')}
        </Text>
      </Card>
    </section>
  );
}

const linesOf = (days: readonly SalesDay[], length: number) => ({ now: days.slice(-length), before: days.slice(-2 * length, -length) });

const lineOf = (days: readonly SalesDay[], label: string, shown: (amount: string) => string): Line => ({
  label,
  values: days.map(({ received }) => Number(received)),
  shown: days.map(({ received }) => shown(received)),
});

import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Client, useQuery } from 'urql';
import { useShop } from '../../../app/place';
import type { Parameters } from '../../../app/route';
import { Failed } from '../../../ui/failed';
import { Page } from '../../../ui/page';
import { PageSkeleton } from '../../../ui/page-skeleton';
import { Tabs } from '../tabs';
import { Accounts } from './accounts';
import { Attention } from './attention';
import { Balances } from './balances';
import { PaymentsOverview } from './documents';

export const preload = (client: Client, { shop = '' }: Parameters) => client.query(PaymentsOverview, { shop }).toPromise();

/** How the shop is paid: what waits for somebody, its accounts, and where its money stands. */
export default function Overview() {
  const { t } = useTranslation('payments');
  const { id } = useShop();
  const [{ data, error }] = useQuery({ query: PaymentsOverview, variables: { shop: id } });
  if (!data?.shop) return error ? <Failed error={error} /> : <PageSkeleton />;
  const { shop } = data;
  return (
    <Page title={t('title')}>
      <Tabs />
      <Stack gap="lg">
        <Attention shop={shop} />
        <Accounts shop={shop} />
        <Balances rows={shop.balances} />
      </Stack>
    </Page>
  );
}

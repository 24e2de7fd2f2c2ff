import { Card, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Client, useClient, useQuery } from 'urql';
import { useAgency } from '../../../app/place';
import type { Parameters } from '../../../app/route';
import { AgencyStatement } from '../../../data/statement';
import { Failed } from '../../../ui/failed';
import { Page } from '../../../ui/page';
import { PageSkeleton } from '../../../ui/page-skeleton';
import { StatementForm } from '../books/statement-form';
import { PaymentPlatforms } from './documents';
import { Onboardings } from './onboardings';
import { Platforms } from './platforms';

export const preload = (client: Client, { agency = '' }: Parameters) => client.query(PaymentPlatforms, { agency }).toPromise();

/** What the agency is at providers, how its shops are taken on below it, and the statement of all of them. */
export default function AgencyPayments() {
  const { t } = useTranslation('payments');
  const { id: agency } = useAgency();
  const client = useClient();
  const [{ data, error }] = useQuery({ query: PaymentPlatforms, variables: { agency } });
  if (!data?.agency) return error ? <Failed error={error} /> : <PageSkeleton />;
  return (
    <Page title={t('title')} wide>
      <Stack gap="xl">
        <Platforms platforms={data.agency.paymentPlatforms} />
        <Onboardings />
        <Stack gap="sm">
          <div>
            <Title order={2}>{t('statements.title')}</Title>
            <Text size="sm" c="dimmed">
              {t('statements.agencyText')}
            </Text>
          </div>
          <Card padding="lg">
            <StatementForm
              timezone="UTC"
              ask={async (wish) => {
                const { data: found, error: refused } = await client
                  .query(AgencyStatement, { agency, ...wish }, { requestPolicy: 'network-only' })
                  .toPromise();
                return { url: found?.agency?.statementUrl, error: refused };
              }}
            />
          </Card>
        </Stack>
      </Stack>
    </Page>
  );
}

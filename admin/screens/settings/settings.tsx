import { Alert, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Client, useQuery } from 'urql';
import { useMay, useShop } from '../../app/place';
import type { Parameters } from '../../app/route';
import { Failed } from '../../ui/failed';
import { LinkButton } from '../../ui/link';
import { Page } from '../../ui/page';
import { PageSkeleton } from '../../ui/page-skeleton';
import { Status } from '../../ui/show';
import { Close } from './close-shop';
import { SettingsDocument } from './documents';
import { General } from './general';
import { OwnSaves } from './saves';
import { Selling } from './selling';
import { Shipping } from './shipping';
import { Tax } from './tax';
import { SettingsContext, type ShopSettings } from './use-section';

export const preload = (client: Client, { shop = '' }: Parameters) => client.query(SettingsDocument, { shop }).toPromise();

/** All that a merchant sets for his shop. */
export default function SettingsScreen() {
  const { t } = useTranslation('settings');
  const { id: shop } = useShop();
  const [{ data, error }, ask] = useQuery({ query: SettingsDocument, variables: { shop } });
  if (!data?.shop) {
    if (error) return <Failed error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />;
    return <PageSkeleton />;
  }
  const { mode, status } = data.shop;
  return (
    <Page
      title={t('title')}
      badges={
        <>
          <Status tone={mode === 'LIVE' ? 'good' : 'busy'}>{t(mode === 'LIVE' ? 'live' : 'test')}</Status>
          {status === 'CLOSED' && <Status tone="neutral">{t('closed')}</Status>}
        </>
      }
    >
      <Sections shop={data.shop} />
    </Page>
  );
}

function Sections({ shop }: { shop: ShopSettings }) {
  const { t } = useTranslation('settings');
  const may = useMay();
  const saves = useMemo(() => new OwnSaves(), []);
  const loaded = useMemo(() => ({ shop, saves }), [shop, saves]);
  return (
    <SettingsContext value={loaded}>
      <Stack gap="lg">
        {!may('write_settings') && (
          <Alert color="blue" variant="light" p="xs">
            {t('mayLook')}
          </Alert>
        )}
        <General />
        <Selling />
        <Tax />
        <Shipping />
        {may('read_products') && (
          <Card component="section" aria-label={t('redirects.title')}>
            <Group justify="space-between" gap="sm">
              <div>
                <Title order={2}>{t('redirects.title')}</Title>
                <Text size="sm" c="dimmed">
                  {t('redirects.text')}
                </Text>
              </div>
              <LinkButton to={`/s/${shop.id}/settings/redirects`} variant="default">
                {t('redirects.open')}
              </LinkButton>
            </Group>
          </Card>
        )}
        <Close shop={shop} />
      </Stack>
    </SettingsContext>
  );
}

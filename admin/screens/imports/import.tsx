import { Alert, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Client, useQuery } from 'urql';
import { useLocation, useParams } from 'wouter';
import { useMay, useShop } from '../../app/place';
import type { Parameters } from '../../app/route';
import { usePolling } from '../../data/use-polling';
import { EmptyState } from '../../ui/empty-state';
import { Failed } from '../../ui/failed';
import { Page } from '../../ui/page';
import { PageSkeleton } from '../../ui/page-skeleton';
import { Status } from '../../ui/show';
import { OneImport } from './documents';
import { ImportActions } from './import-actions';
import { Problems } from './problems';
import { ProgressCard } from './progress-card';
import type { ShownImport } from './shown-import';
import { EVERY_MS, ImportState, isUnderWay } from './status';
import { NewImport } from './upload/new-import';
import type { Before } from './upload/prepare';
import { wishesOf } from './upload/wishes';

export const preload = (client: Client, { shop = '', import: id = '' }: Parameters) =>
  client.query(OneImport, { shop, import: id }).toPromise();

/** One import while it runs and after: how far, what came of it, what is wrong, and the way to mend that. */
export default function ImportScreen() {
  const { t } = useTranslation('imports');
  const { id: shop } = useShop();
  const { import: id = '' } = useParams<{ import: string }>();
  const [{ data, error }, ask] = useQuery({ query: OneImport, variables: { shop, import: id }, requestPolicy: 'cache-and-network' });
  const one = data?.shop?.import;
  const again = () => ask({ requestPolicy: 'network-only' });
  usePolling(again, one ? isUnderWay(one.status) : false, EVERY_MS);
  const back = { to: `/s/${shop}/imports`, label: t('title') };
  if (!one && error) return <Failed error={error} onRetry={again} />;
  if (!data) return <PageSkeleton />;
  if (!one) {
    return (
      <Page title={t('one.titlePlain')} back={back}>
        <EmptyState title={t('one.missing')} />
      </Page>
    );
  }
  const name = one.upload?.filename;
  return (
    <Page
      title={name ? t('one.title', { name }) : t('one.titlePlain')}
      back={back}
      wide
      badges={
        <>
          <ImportState status={one.status} />
          {one.options.dryRun && <Status tone="neutral">{t('list.dryRun')}</Status>}
        </>
      }
      actions={<ImportActions one={one} />}
    >
      <Stack gap="lg">
        {one.options.dryRun && (
          <Alert variant="light" color="blue">
            {t(one.status === 'COMPLETED' ? 'one.dryRunDone' : 'one.dryRun')}
          </Alert>
        )}
        {one.undo && (
          <Alert variant="light" color="blue" role="status">
            {t('one.undone', { ...one.undo })}
          </Alert>
        )}
        <ProgressCard one={one} />
        {isUnderWay(one.status) && (
          <Text size="sm" c="dimmed">
            {t('one.leave')}
          </Text>
        )}
        <Problems one={one} />
        <Mended one={one} />
      </Stack>
    </Page>
  );
}

/** Where some rows stayed out: the mended file goes in just as this one did. */
function Mended({ one }: { one: ShownImport }) {
  const { id: shop, agency, currency } = useShop();
  const may = useMay();
  const [, navigate] = useLocation();
  if (isUnderWay(one.status) || one.problemCounts.length === 0 || !may('write_products')) return null;
  const before: Before = {
    wishes: wishesOf(one.options),
    columns: one.options.columns?.map(({ name, field }) => ({ name, field: field ?? null })) ?? null,
    format: one.format,
  };
  return (
    <NewImport
      owner={{ shop }}
      shops={[shop]}
      agency={agency?.id ?? null}
      currency={currency}
      before={before}
      onStarted={({ firstImport }) => firstImport && navigate(`/s/${shop}/imports/${firstImport}`)}
    />
  );
}

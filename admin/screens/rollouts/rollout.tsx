import { Alert, Card, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useParams } from 'wouter';
import { Missing } from '../../app/missing';
import { useAgency } from '../../app/place';
import { usePolling } from '../../data/use-polling';
import { graphql } from '../../generated';
import { Failed } from '../../ui/failed';
import { Page } from '../../ui/page';
import { PageSkeleton } from '../../ui/page-skeleton';
import { Moment, Status } from '../../ui/show';
import { useAddress } from '../../ui/use-address';
import { ApplicationDrawer } from './application-drawer';
import { Applications, SHOWN, type Shown, useApplications } from './applications';
import { RolloutActions } from './rollout-actions';
import { ApplicationState, changesAny, isUnderWay, RolloutProgress, RolloutState, useCountsText, usePartsText } from './rollout-state';

const Rollout = graphql(`
  query Rollout($agency: ID!, $rollout: ID!) {
    agency(id: $agency) {
      id
      blueprintRollout(id: $rollout) {
        id
        blueprint {
          id
          name
        }
        parts
        dryRun
        status
        wave
        waves
        stoppedBecause
        createdAt
        finishedAt
        summary {
          shops
          statuses {
            status
            count
          }
          settingsChanged
          settingsKept
          collectionsCreated
          collectionsUpdated
          collectionsKept
          productsCreated
          productsUpdated
          productsUnchanged
          productsKept
        }
      }
    }
  }
`);

export default function RolloutScreen() {
  const { t } = useTranslation(['rollouts', 'frame']);
  const { id: agency } = useAgency();
  const { rollout: id = '' } = useParams<{ rollout: string }>();
  const [{ data, error }, execute] = useQuery({ query: Rollout, variables: { agency, rollout: id }, requestPolicy: 'cache-and-network' });
  const [shown, setShown] = useAddress('show', 'all');
  const filter = (SHOWN.find((one) => one === shown) ?? 'all') as Shown;
  const list = useApplications(id, filter);
  const [looked, setLooked] = useState<string | null>(null);
  const partsText = usePartsText();
  const countsText = useCountsText();
  const rollout = data?.agency?.blueprintRollout;
  const refresh = () => {
    execute({ requestPolicy: 'network-only' });
    list.reload();
  };
  usePolling(refresh, rollout ? isUnderWay(rollout.status, rollout.summary) : false);
  if (!data) return error ? <Failed error={error} /> : <PageSkeleton />;
  if (!rollout) return <Missing />;
  const { blueprint, dryRun, status, wave, waves, stoppedBecause, createdAt, parts, summary } = rollout;
  const isUndone = summary.statuses.every((one) => one.status === 'UNDONE');
  return (
    <Page
      title={t(dryRun ? 'one.dryRunTitle' : 'one.title', { blueprint: blueprint.name })}
      back={{ to: `/a/${agency}/rollouts`, label: t('title') }}
      badges={
        <>
          {isUndone ? <ApplicationState status="UNDONE" /> : <RolloutState status={status} />}
          {dryRun && <Status tone="neutral">{t('dryRun')}</Status>}
        </>
      }
      actions={<RolloutActions rollout={rollout} onDone={refresh} />}
      wide
    >
      <Stack>
        {stoppedBecause && (
          <Alert color="yellow" variant="light" role="alert" title={t('one.stopped')}>
            {stoppedBecause}
          </Alert>
        )}
        {dryRun && status === 'COMPLETED' && (
          <Alert color="blue" variant="light">
            {t(changesAny(summary) ? 'one.nothingWritten' : 'one.allAlike')}
          </Alert>
        )}
        <Card>
          <Stack gap="xs">
            <RolloutProgress summary={summary} />
            <Text size="sm">
              {t(dryRun ? 'one.would' : 'one.did')} {countsText(summary)}
            </Text>
            <Group gap="lg">
              <Text size="sm" c="dimmed">
                {partsText(parts)}
              </Text>
              <Text size="sm" c="dimmed">
                {t('one.wave', { wave, waves: waves.length })}
              </Text>
              <Text size="sm" c="dimmed">
                <Moment at={createdAt} />
              </Text>
            </Group>
          </Stack>
        </Card>
        <SegmentedControl
          aria-label={t('one.show')}
          data={SHOWN.map((one) => ({ value: one, label: t(`show.${one}`) }))}
          value={filter}
          onChange={setShown}
          size="xs"
        />
        <Applications list={list} dryRun={dryRun} onLook={setLooked} />
      </Stack>
      {looked && <ApplicationDrawer id={looked} rollout={id} dryRun={dryRun} onClose={() => setLooked(null)} onUndone={refresh} />}
    </Page>
  );
}

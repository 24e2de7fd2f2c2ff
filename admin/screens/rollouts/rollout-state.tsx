import { Group, Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BlueprintApplicationStatus, BlueprintPart, RolloutStatus } from '../../generated/graphql';
import { Status, type Tone, useFormat } from '../../ui/show';

const ROLLOUT_TONES: Readonly<Record<RolloutStatus, Tone>> = {
  RUNNING: 'busy',
  STOPPED: 'warning',
  COMPLETED: 'good',
  CANCELLED: 'neutral',
};
const APPLICATION_TONES: Readonly<Record<BlueprintApplicationStatus, Tone>> = {
  QUEUED: 'neutral',
  RUNNING: 'busy',
  COMPLETED: 'good',
  FAILED: 'bad',
  CANCELLED: 'neutral',
  UNDOING: 'busy',
  UNDONE: 'neutral',
};

/** How a roll-out stands as a whole. */
export function RolloutState({ status }: { status: RolloutStatus }) {
  const { t } = useTranslation('rollouts');
  return <Status tone={ROLLOUT_TONES[status]}>{t(`status.${status}`)}</Status>;
}

/** How one shop of it stands. */
export function ApplicationState({ status }: { status: BlueprintApplicationStatus }) {
  const { t } = useTranslation('rollouts');
  return <Status tone={APPLICATION_TONES[status]}>{t(`shopStatus.${status}`)}</Status>;
}

/** Several words in a row. Not as a list of units, which Chinese writes without anything between them. */
export function useListText(): (words: readonly string[]) => string {
  const { i18n } = useTranslation('rollouts');
  return (words) => words.join(i18n.language === 'zh' ? '、' : ', ');
}

/** The parts of a blueprint in words. */
export function usePartsText(): (parts: readonly BlueprintPart[]) => string {
  const { t } = useTranslation('rollouts');
  const listOf = useListText();
  return (parts) => listOf(parts.map((part) => t(`part.${part}`)));
}

/** The numbers of one shop, or of all together. */
export interface Counts {
  settingsChanged: number;
  collectionsCreated: number;
  collectionsUpdated: number;
  productsCreated: number;
  productsUpdated: number;
  settingsKept: number;
  collectionsKept: number;
  productsKept: number;
}

/** Whether anything was changed, or in a dry run would be. */
export const changesAny = (counts: Counts): boolean =>
  counts.settingsChanged + counts.collectionsCreated + counts.collectionsUpdated + counts.productsCreated + counts.productsUpdated > 0;

/** What was changed, or in a dry run what would be, in a few words. */
export function useCountsText(): (counts: Counts) => string {
  const { t } = useTranslation('rollouts');
  return (counts) => {
    const said = [
      counts.settingsChanged && t('counts.settings', { count: counts.settingsChanged }),
      counts.collectionsCreated + counts.collectionsUpdated &&
        t('counts.collections', { count: counts.collectionsCreated + counts.collectionsUpdated }),
      counts.productsCreated && t('counts.productsNew', { count: counts.productsCreated }),
      counts.productsUpdated && t('counts.productsChanged', { count: counts.productsUpdated }),
    ].filter(Boolean);
    if (said.length === 0) said.push(t('counts.nothing'));
    const kept = counts.settingsKept + counts.collectionsKept + counts.productsKept;
    if (kept > 0) said.push(t('counts.kept', { count: kept }));
    return said.join(' · ');
  };
}

const ENDED: readonly BlueprintApplicationStatus[] = ['COMPLETED', 'FAILED', 'CANCELLED', 'UNDONE'];

interface Summary {
  shops: number;
  statuses: readonly { status: BlueprintApplicationStatus; count: number }[];
}

/** Whether any shop of it is being worked on, or waits for it. */
export const isUnderWay = (status: RolloutStatus, { statuses }: Summary): boolean =>
  status === 'RUNNING' || statuses.some((one) => one.status === 'RUNNING' || one.status === 'UNDOING');

/** How many shops have ended, of how many. */
export function RolloutProgress({ summary: { shops, statuses } }: { summary: Summary }) {
  const { t } = useTranslation('rollouts');
  const { number } = useFormat();
  const ended = statuses.reduce((sum, { status, count }) => sum + (ENDED.includes(status) ? count : 0), 0);
  const failed = statuses.find(({ status }) => status === 'FAILED')?.count ?? 0;
  return (
    <Stack gap={4}>
      <Progress.Root size="md">
        <Progress.Section value={(100 * (ended - failed)) / shops} aria-label={t('progress.done')} />
        <Progress.Section value={(100 * failed) / shops} color="red" aria-label={t('progress.failed')} />
      </Progress.Root>
      <Group gap="sm">
        <Text size="sm" role="status" className="numbers">
          {t('progress.text', { ended: number(ended), shops: number(shops) })}
        </Text>
        {failed > 0 && (
          <Text size="sm" c="red" className="numbers">
            {t('progress.failedText', { count: failed })}
          </Text>
        )}
      </Group>
    </Stack>
  );
}

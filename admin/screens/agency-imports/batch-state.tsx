import { Group, Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ImportStatus } from '../../generated/graphql';
import { Status, type Tone, useFormat } from '../../ui/show';

const TONES: Readonly<Record<ImportStatus, Tone>> = {
  QUEUED: 'neutral',
  RUNNING: 'busy',
  COMPLETED: 'good',
  FAILED: 'bad',
  CANCELLED: 'neutral',
  UNDOING: 'busy',
  UNDONE: 'neutral',
};

/** How an import stands, or a whole batch. */
export function ImportState({ status }: { status: ImportStatus }) {
  const { t } = useTranslation('agency-imports');
  return <Status tone={TONES[status]}>{t(`status.${status}`)}</Status>;
}

export const isUnderWay = (status: ImportStatus): boolean => status === 'QUEUED' || status === 'RUNNING' || status === 'UNDOING';

export interface Summary {
  shops: number;
  progress: number;
  statuses: readonly { status: ImportStatus; count: number }[];
  rowsRead: number;
  rowsRejected: number;
  productsCreated: number;
  productsUpdated: number;
  productsUnchanged: number;
}

/** Whether any product came of it: else there is nothing to undo. */
export const hasWritten = ({ productsCreated, productsUpdated }: Summary): boolean => productsCreated + productsUpdated > 0;

/** How far the whole batch is, and what it has done. */
export function BatchProgress({ summary }: { summary: Summary }) {
  const { t } = useTranslation('agency-imports');
  const { number, percent } = useFormat();
  // All that there is to do is done, but not what was asked for.
  const isCancelled = summary.statuses.every(({ status }) => status === 'CANCELLED' || status === 'UNDONE');
  return (
    <Stack gap={6}>
      {!isCancelled && <Progress value={100 * summary.progress} size="md" aria-label={t('progress')} />}
      <Group gap="md" role="status">
        {!isCancelled && (
          <Text size="sm" className="numbers">
            {percent(summary.progress)}
          </Text>
        )}
        {summary.statuses.map(({ status, count }) => (
          <Text key={status} size="sm" c="dimmed" className="numbers">
            {t(`status.${status}`)} {number(count)}
          </Text>
        ))}
      </Group>
      <Text size="sm" className="numbers">
        {t('counts', {
          created: number(summary.productsCreated),
          updated: number(summary.productsUpdated),
          unchanged: number(summary.productsUnchanged),
          rejected: number(summary.rowsRejected),
        })}
      </Text>
    </Stack>
  );
}

import { Card, Group, Progress, SimpleGrid, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Moment, useFormat } from '../../ui/show';
import type { ShownImport } from './shown-import';
import { isUnderWay } from './status';

/** How far an import is, how fast, and what came of it so far. */
export function ProgressCard({ one }: { one: ShownImport }) {
  const { t } = useTranslation('imports');
  const { number } = useFormat();
  const left = useTimeLeft(one.secondsLeft);
  const runs = isUnderWay(one.status);
  const rows =
    one.rowsTotal == null
      ? t('one.rowsSoFar', { read: number(one.rowsRead) })
      : t('one.rows', { read: number(one.rowsRead), total: number(one.rowsTotal) });
  const pace = [
    rows,
    one.rowsPerSecond != null && t('one.speed', { rate: number(Math.round(one.rowsPerSecond)) }),
    left && t('one.left', { time: left }),
  ];
  const counts = [
    ['created', one.productsCreated],
    ['updated', one.productsUpdated],
    ['unchanged', one.productsUnchanged],
    ['skipped', one.productsSkipped],
    ['rejected', one.rowsRejected],
  ] as const;
  return (
    <Card>
      <Stack gap="md">
        <Stack gap={6}>
          <Progress
            value={100 * one.progress}
            animated={runs}
            color={one.status === 'FAILED' ? 'red' : 'pine'}
            aria-label={t('one.progress')}
            size="lg"
          />
          <Text size="sm" className="numbers" role="status">
            {pace.filter(Boolean).join(' · ')}
          </Text>
        </Stack>
        <SimpleGrid cols={{ base: 2, xs: 3, sm: 5 }} spacing="md">
          {counts.map(([name, count]) => (
            <div key={name}>
              <Text size="xl" fw={650} className="numbers">
                {number(count)}
              </Text>
              <Text size="sm" c="dimmed">
                {t(`one.counts.${name}`)}
              </Text>
            </div>
          ))}
        </SimpleGrid>
        <Group gap="lg" c="dimmed">
          <Text size="sm">
            {t('one.format')}: {t(`formats.${one.format}`)}
          </Text>
          <Text size="sm">
            {t('one.settings')}: {t(`options.modes.${one.options.mode}`)}
          </Text>
          <Text size="sm">
            {t('one.began')}: <Moment at={one.startedAt ?? one.createdAt} />
          </Text>
          {one.finishedAt && (
            <Text size="sm">
              {t('one.ended')}: <Moment at={one.finishedAt} />
            </Text>
          )}
          {one.undoableUntil && !runs && (
            <Text size="sm">
              {t('one.undoUntil')}: <Moment at={one.undoableUntil} />
            </Text>
          )}
        </Group>
      </Stack>
    </Card>
  );
}

function useTimeLeft(seconds: number | null | undefined): string | null {
  const { t } = useTranslation('imports');
  if (seconds == null) return null;
  return seconds < 90 ? t('one.seconds', { count: seconds }) : t('one.minutes', { count: Math.round(seconds / 60) });
}

import { Alert, Button, Card, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Status, useFormat } from '../../ui/show';
import classes from './file-drop.module.css';
import type { Inspection } from './use-upload';

const SHOWN = 12;

/** What a file is taken for, and what its columns mean. */
export function Inspected({ filename, inspection, onOther }: { filename: string; inspection: Inspection | null; onOther(): void }) {
  const { t } = useTranslation(['agency-imports', 'frame']);
  const { percent } = useFormat();
  const [all, setAll] = useState(false);
  const columns = inspection?.columns ?? [];
  return (
    <Card>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Text fw={550} style={{ overflowWrap: 'anywhere' }}>
            {filename}
          </Text>
          <Button size="compact-sm" variant="default" onClick={onOther}>
            {t('new.other')}
          </Button>
        </Group>
        {!inspection && <Skeleton height={80} />}
        {inspection?.refusal && (
          <Alert color="red" variant="light" role="alert">
            {inspection.refusal.message}
          </Alert>
        )}
        {inspection?.format && (
          <>
            <Group gap="sm">
              <Status tone="good">{t(`format.${inspection.format}`)}</Status>
              {inspection.confidence != null && (
                <Text size="sm" c="dimmed">
                  {t('new.sure', { percent: percent(inspection.confidence) })}
                </Text>
              )}
              {inspection.encoding && (
                <Text size="sm" c="dimmed">
                  {inspection.encoding.toUpperCase()}
                </Text>
              )}
            </Group>
            {inspection.reason && <Text size="sm">{inspection.reason}</Text>}
          </>
        )}
        {columns.length > 0 && (
          <table className={classes.columns} aria-label={t('new.columns')}>
            <thead>
              <tr>
                <th scope="col">{t('new.column')}</th>
                <th scope="col">{t('new.meaning')}</th>
                <th scope="col">{t('new.samples')}</th>
              </tr>
            </thead>
            <tbody>
              {columns.slice(0, all ? undefined : SHOWN).map(({ name, field, samples }) => (
                <tr key={name}>
                  <td>{name}</td>
                  <td>
                    {field ?? (
                      <Text span size="sm" c="dimmed">
                        {t('new.passedOver')}
                      </Text>
                    )}
                  </td>
                  <td>
                    <Text span size="sm" c="dimmed" lineClamp={1}>
                      {samples.filter(Boolean).slice(0, 2).join(' · ')}
                    </Text>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {columns.length > SHOWN && !all && (
          <Group>
            <Button size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
              {t('new.allColumns', { count: columns.length })}
            </Button>
          </Group>
        )}
      </Stack>
    </Card>
  );
}

import { Button, Group, Skeleton, Table, Text } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './chart.module.css';
import { type Day, longDay } from './days';

const Drawing = lazy(() => import('./chart-drawing'));

/** What is drawn over the days: the same number of values in each line. */
export interface Line {
  label: string;
  values: readonly number[];
  /** The values as they are read: exact, in their currency. */
  shown: readonly string[];
  /** Of a time before: drawn behind the other, in dashes. */
  isBefore?: boolean;
  /** The line's own days, where they are others than the chart's. */
  days?: readonly Day[];
}

interface Props {
  label: string;
  days: readonly Day[];
  lines: readonly Line[];
  /** A value on the axis, short. */
  axis: (value: number) => string;
}

/** Values by day as lines, and as a table for whoever reads rather than looks. The drawing comes after the page. */
export function Chart({ label, days, lines, axis }: Props) {
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  return (
    <figure className={classes.chart} aria-label={label}>
      <Group justify="space-between" gap="xs" mb="xs">
        <Group gap="md">
          {lines.map((line) => (
            <Text key={line.label} size="xs" c="dimmed" className={classes.legend} data-before={line.isBefore || undefined}>
              {line.label}
            </Text>
          ))}
        </Group>
        <Button variant="default" size="compact-xs" onClick={() => setAsTable(!asTable)}>
          {asTable ? t('chart.asChart') : t('chart.asTable')}
        </Button>
      </Group>
      {asTable ? (
        <DaysTable label={label} days={days} lines={lines} />
      ) : (
        <Suspense fallback={<Skeleton height={220} />}>
          <div role="img" aria-label={t('chart.says', { label })}>
            <Drawing days={days} lines={lines} axis={axis} />
          </div>
        </Suspense>
      )}
    </figure>
  );
}

function DaysTable({ label, days, lines }: Omit<Props, 'axis'>) {
  const { t, i18n } = useTranslation();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section className={classes.table} tabIndex={0} aria-label={label}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('chart.day')}</Table.Th>
            {lines.map((line) => (
              <Table.Th key={line.label} ta="end">
                {line.label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {days.map((day, at) => (
            <Table.Tr key={day}>
              <Table.Th scope="row" fw={400}>
                {longDay(day, i18n.language)}
              </Table.Th>
              {lines.map((line) => (
                <Table.Td key={line.label} ta="end" className="numbers">
                  {line.shown[at]}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

import { Alert, Button, Group, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CombinedError } from 'urql';
import type { StatementFormat } from '../../../generated/graphql';
import { useSentence } from '../../../ui/failed';
import { dayOf, daysIn, isDay, momentsOf, monthOf } from '../days';
import { PeriodFields, usePeriod } from './period-fields';

/** A year, and the day that a leap year adds. */
const LONGEST_DAYS = 366;

interface Props {
  timezone: string;
  /** Asks for the file's address. */
  ask: (wish: {
    from: string;
    to: string;
    format: StatementFormat;
  }) => Promise<{ url: string | undefined; error: CombinedError | undefined }>;
}

/** Which days, as a table or to print, and the file. The address is good for an hour, so it is asked for at the click. */
export function StatementForm({ timezone, ask }: Props) {
  const { t } = useTranslation('payments');
  const [period, setPeriod] = usePeriod(monthOf(dayOf(new Date(), timezone)));
  const [format, setFormat] = useState<StatementFormat>('CSV');
  const [error, setError] = useState<CombinedError | undefined>();
  const [asking, setAsking] = useState(false);
  const sentence = useSentence(error);
  const { from, to } = momentsOf(period, timezone);
  const fault = faultOf(period);
  const download = async () => {
    if (!from || !to || fault) return;
    setAsking(true);
    const answer = await ask({ from, to, format });
    setAsking(false);
    setError(answer.error);
    if (answer.url) save(answer.url);
  };
  return (
    <Stack>
      <PeriodFields period={period} onChange={setPeriod} timezone={timezone} error={fault && t(`statements.${fault}`)} />
      <Radio.Group label={t('statements.format')} value={format} onChange={(value) => setFormat(value as StatementFormat)}>
        <Group mt={4}>
          <Radio value="CSV" label={t('statements.CSV')} />
          <Radio value="PDF" label={t('statements.PDF')} />
        </Group>
      </Radio.Group>
      {error && (
        <Alert color="red" variant="light" role="alert">
          {sentence}
        </Alert>
      )}
      <Group>
        <Button onClick={download} loading={asking} disabled={fault !== null}>
          {t('statements.download')}
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        {t('statements.hint', { timezone })}
      </Text>
    </Stack>
  );
}

function faultOf({ from, to }: { from: string; to: string }): 'incomplete' | 'backwards' | 'tooLong' | null {
  if (!isDay(from) || !isDay(to)) return 'incomplete';
  if (from > to) return 'backwards';
  return daysIn({ from, to }) > LONGEST_DAYS ? 'tooLong' : null;
}

/** The server names the file and has it saved. */
function save(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.click();
}

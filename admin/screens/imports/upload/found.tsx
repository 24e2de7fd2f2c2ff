import { Alert, Card, Group, Select, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ImportFormat } from '../../../generated/graphql';
import { Status } from '../../../ui/show';
import type { Inspection } from './use-inspection';

const FORMATS = ['SHOPIFY', 'TAOBAO', 'WOOCOMMERCE', 'GOOGLE', 'JSONL', 'PRICES', 'GENERIC'] as const satisfies readonly ImportFormat[];

interface Props {
  filename: string;
  inspection: Inspection;
  /** As what the file is to be read; AUTO: as its content tells. */
  format: ImportFormat;
  onFormat: (format: ImportFormat) => void;
  looking: boolean;
}

/** What a file is taken for, and how sure that is, in words; another format may be named. */
export function Found({
  filename,
  inspection: { format: found, confidence, reason, encoding, refusal },
  format,
  onFormat,
  looking,
}: Props) {
  const { t } = useTranslation('imports');
  return (
    <Card aria-busy={looking}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={2}>{t('inspection.title')}</Title>
          {looking && (
            <Text size="sm" c="dimmed" role="status">
              {t('inspection.again')}
            </Text>
          )}
        </Group>
        <Text size="sm" c="dimmed" className="numbers">
          {filename}
          {encoding && ` · ${t('inspection.encoding')} ${encoding.toUpperCase()}`}
        </Text>
        {found && (
          <div>
            <Group gap="xs">
              <Text fw={600}>{t(`formats.${found}`)}</Text>
              {format === 'AUTO' && <Status tone={toneOf(confidence ?? 0)}>{t(`inspection.${sureness(confidence ?? 0)}`)}</Status>}
            </Group>
            {reason && <Text size="sm">{reason}</Text>}
          </div>
        )}
        {refusal && (
          <Alert color="red" variant="light" role="alert" title={t('inspection.refused')}>
            {refusal.message}
          </Alert>
        )}
        <Select
          label={t('inspection.format')}
          maw={340}
          value={format}
          onChange={(value) => value && onFormat(value as ImportFormat)}
          data={[{ value: 'AUTO', label: t('inspection.auto') }, ...FORMATS.map((name) => ({ value: name, label: t(`formats.${name}`) }))]}
        />
      </Stack>
    </Card>
  );
}

const sureness = (confidence: number) =>
  confidence >= 0.9 ? 'certain' : confidence >= 0.7 ? 'veryLikely' : confidence >= 0.5 ? 'likely' : 'guess';

const toneOf = (confidence: number) => (confidence >= 0.7 ? 'good' : confidence >= 0.5 ? 'busy' : 'warning');

import { Alert, List, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Meanwhile } from './meanwhile';

/** What somebody else has saved since: what was typed here stands, the rest is in the form already. */
export function MeanwhileAlert({ changes }: { changes: Meanwhile['changes'] }) {
  const { t } = useTranslation('products');
  if (changes.length === 0) return null;
  return (
    <Alert color="yellow" variant="light" role="alert" title={t('meanwhile.title')}>
      <Stack gap="xs">
        <Text size="sm">{t('meanwhile.text')}</Text>
        <List size="sm">
          {changes.map(({ field, theirs, isOurs }) => (
            <List.Item key={field}>
              <b>{t(`fields.${field}`)}</b>: {theirs || t('meanwhile.nothing')} {isOurs && `(${t('meanwhile.ours')})`}
            </List.Item>
          ))}
        </List>
      </Stack>
    </Alert>
  );
}

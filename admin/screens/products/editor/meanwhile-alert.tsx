import { Alert, List, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ProductStatus } from '../../../generated/graphql';
import { useFormat } from '../../../ui/show';
import type { Meanwhile } from './meanwhile';

/** What somebody else has saved since: what was typed here stands, the rest is in the form already. */
export function MeanwhileAlert({ changes }: { changes: Meanwhile['changes'] }) {
  const { t } = useTranslation('products');
  const { moment } = useFormat();
  if (changes.length === 0) return null;
  const said = ({ field, theirs }: Meanwhile['changes'][number]) => {
    if (theirs === '') return t('meanwhile.nothing');
    if (field === 'status') return t(`status.${theirs as ProductStatus}`);
    return field === 'publishedAt' ? moment(theirs) : theirs;
  };
  return (
    <Alert color="yellow" variant="light" role="alert" title={t('meanwhile.title')}>
      <Stack gap="xs">
        <Text size="sm">{t('meanwhile.text')}</Text>
        <List size="sm">
          {changes.map((change) => (
            <List.Item key={change.field}>
              <b>{t(`fields.${change.field}`)}</b>: {said(change)} {change.isOurs && `(${t('meanwhile.ours')})`}
            </List.Item>
          ))}
        </List>
      </Stack>
    </Alert>
  );
}

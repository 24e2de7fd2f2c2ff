import { Button, Card, Group, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ready } from './drafts';
import classes from './stock.module.css';
import type { useStock } from './use-stock';

/** What was pasted and is not saved yet: all at once, with one reason. */
export function Waiting({ stock }: { stock: ReturnType<typeof useStock> }) {
  const { t } = useTranslation('inventory');
  const [reason, setReason] = useState('');
  const pasted = [...stock.drafts.values()].filter((draft) => draft.pasted).length;
  if (pasted === 0) return null;
  return (
    <Card className={classes.waiting} role="region" aria-label={t('paste.save')}>
      <Group justify="space-between" gap="sm">
        <Text size="sm" fw={550} role="status">
          {t('paste.pasted', { count: pasted })}
        </Text>
        <Group gap="xs">
          <TextInput
            aria-label={t('paste.reason')}
            placeholder={t('paste.reason')}
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button variant="default" onClick={stock.discard}>
            {t('paste.discard')}
          </Button>
          <Button loading={stock.saving} disabled={ready(stock.drafts).length === 0} onClick={() => void stock.saveAll(reason)}>
            {t('paste.save')}
          </Button>
        </Group>
      </Group>
    </Card>
  );
}

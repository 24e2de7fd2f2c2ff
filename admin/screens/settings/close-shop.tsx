import { Alert, Button, Card, Group, Text, TextInput, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/place';
import { Ask } from '../../ui/ask';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import { CloseShop } from './documents';
import { useNamed } from './section';
import type { ShopSettings } from './use-section';

/** Closing cannot be undone: whoever does it types the shop's handle. */
export function Close({ shop: { id, name, handle, status } }: { shop: ShopSettings }) {
  const { t } = useTranslation('settings');
  const may = useMay();
  const [asking, { open, close }] = useDisclosure();
  const [typed, setTyped] = useState('');
  const named = useNamed('close');
  const [run, running] = useAction(CloseShop, ({ shopClose }) => shopClose);
  if (status === 'CLOSED') return <Alert color="yellow">{t('close.isClosed')}</Alert>;
  if (!may('write_settings')) return null;
  return (
    <Card component="section" aria-label={t('close.title')} {...named}>
      <Group justify="space-between" gap="sm">
        <div>
          <Title order={2}>{t('close.title')}</Title>
          <Text size="sm" c="dimmed">
            {t('close.text')}
          </Text>
        </div>
        <Button variant="light" color="red" onClick={open}>
          {t('close.action')}
        </Button>
      </Group>
      <Ask
        opened={asking}
        title={t('close.askTitle', { name })}
        text={t('close.askText', { handle })}
        action={t('close.sure')}
        disabled={typed.trim() !== handle}
        doing={running}
        onClose={close}
        onDo={async () => {
          if (!(await run({ shop: id }))) return;
          close();
          tell(t('close.done'));
        }}
      >
        <TextInput
          label={t('close.handle')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-autofocus
          autoCapitalize="off"
          spellCheck={false}
        />
      </Ask>
    </Card>
  );
}

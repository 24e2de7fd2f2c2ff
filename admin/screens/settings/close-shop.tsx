import { Alert, Button, Card, Group, Modal, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/place';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import { CloseShop } from './documents';
import type { ShopSettings } from './use-section';

/** Closing cannot be undone: whoever does it types the shop's handle. */
export function Close({ shop: { id, name, handle, status } }: { shop: ShopSettings }) {
  const { t } = useTranslation(['settings', 'frame']);
  const may = useMay();
  const [asking, { open, close }] = useDisclosure();
  const [typed, setTyped] = useState('');
  const [run, running] = useAction(CloseShop, ({ shopClose }) => shopClose);
  if (status === 'CLOSED') return <Alert color="yellow">{t('close.isClosed')}</Alert>;
  if (!may('write_settings')) return null;
  return (
    <Card component="section" aria-label={t('close.title')}>
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
      <Modal opened={asking} onClose={close} title={t('close.askTitle', { name })}>
        <Stack gap="md">
          <Text size="sm">{t('close.askText', { handle })}</Text>
          <TextInput
            label={t('close.handle')}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            data-autofocus
            autoCapitalize="off"
            spellCheck={false}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {t('frame:cancel')}
            </Button>
            <Button
              color="red"
              disabled={typed.trim() !== handle}
              loading={running}
              onClick={async () => {
                if (!(await run({ shop: id }))) return;
                close();
                tell(t('close.done'));
              }}
            >
              {t('close.sure')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Card>
  );
}

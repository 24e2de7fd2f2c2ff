import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useShop } from '../../app/place';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import { CollectionRemove } from './documents';

/** Asks before: a collection that is gone does not come back. */
export function DeleteCollection({ collection, title }: { collection: string; title: string }) {
  const { t } = useTranslation(['collections', 'frame']);
  const { id: shop } = useShop();
  const [, go] = useLocation();
  const [opened, setOpened] = useState(false);
  const [remove, removing] = useAction(CollectionRemove, (data) => data.collectionDelete);
  const run = async () => {
    if (!(await remove({ shop, collection }))) return;
    tell(t('remove.done', { title }));
    go(`/s/${shop}/collections`);
  };
  return (
    <>
      <Button variant="subtle" color="red" onClick={() => setOpened(true)}>
        {t('remove.action')}
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('remove.title', { title })}
        closeButtonProps={{ 'aria-label': t('frame:close') }}
      >
        <Stack>
          <Text size="sm">{t('remove.text')}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setOpened(false)}>
              {t('frame:cancel')}
            </Button>
            <Button color="red" loading={removing} onClick={() => void run()}>
              {t('remove.action')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import { tell } from '../../../ui/tell';
import { useAction } from '../../../ui/use-action';
import { ProductRemove } from '../product-remove';

interface Props {
  product: string;
  title: string;
  onDeleted: () => void;
}

/** What is deleted cannot be had again: it is asked for twice. */
export function DeleteProduct({ product, title, onDeleted }: Props) {
  const { t } = useTranslation(['products', 'frame']);
  const { id: shop } = useShop();
  const [opened, setOpened] = useState(false);
  const [remove, removing] = useAction(ProductRemove, (data) => data.productDelete);
  const run = async () => {
    if (!(await remove({ shop, product }))) return;
    tell(t('remove.doneOne', { title }));
    onDeleted();
  };
  return (
    <>
      <Button variant="subtle" color="red" onClick={() => setOpened(true)}>
        {t('remove.action')}
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('remove.titleOne', { title })}
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

import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../app/place';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import { AttributeRemove, type Definition } from './attribute-documents';

/** Asks before: what products say by it is shown no more. */
export function RemoveAttribute({ definition: { id, name }, onClose }: { definition: Definition; onClose: () => void }) {
  const { t } = useTranslation(['collections', 'frame']);
  const { id: shop } = useShop();
  const [remove, removing] = useAction(AttributeRemove, (data) => data.attributeDefinitionDelete);
  const run = async () => {
    if (await remove({ shop, attributeDefinition: id })) tell(t('attributes.removed', { name }));
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t('attributes.removeTitle', { name })} closeButtonProps={{ 'aria-label': t('frame:close') }}>
      <Stack>
        <Text size="sm">{t('attributes.removeText')}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('frame:cancel')}
          </Button>
          <Button color="red" loading={removing} onClick={() => void run()}>
            {t('remove.action')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

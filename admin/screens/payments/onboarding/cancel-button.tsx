import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import { tell } from '../../../ui/tell';
import { useAction } from '../../../ui/use-action';
import { CancelPaymentOnboarding, type Onboarding } from './documents';

/** Giving it up cannot be taken back: it is asked about. */
export function CancelButton({ onboarding: { id, status } }: { onboarding: Onboarding }) {
  const { t } = useTranslation(['payments', 'frame']);
  const { id: shop } = useShop();
  const [opened, { open, close }] = useDisclosure();
  const [cancel, cancelling] = useAction(CancelPaymentOnboarding, (data) => data.paymentOnboardingCancel);
  const giveUp = async () => {
    if (await cancel({ shop, onboarding: id })) tell(t('giveUp.done'));
    close();
  };
  return (
    <>
      <Button variant="subtle" color="red" onClick={open}>
        {t('giveUp.action')}
      </Button>
      <Modal opened={opened} onClose={close} title={t('giveUp.title')} closeButtonProps={{ 'aria-label': t('frame:close') }}>
        <Stack>
          <Text size="sm">{t(status === 'ACTIVE' ? 'giveUp.active' : 'giveUp.text')}</Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {t('giveUp.keep')}
            </Button>
            <Button color="red" loading={cancelling} onClick={giveUp}>
              {t('giveUp.action')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

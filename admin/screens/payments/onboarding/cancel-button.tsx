import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import { Ask } from '../../../ui/ask';
import { tell } from '../../../ui/tell';
import { useAction } from '../../../ui/use-action';
import { CancelPaymentOnboarding, type Onboarding } from './documents';

/** Giving it up cannot be taken back: it is asked about. */
export function CancelButton({ onboarding: { id, status } }: { onboarding: Onboarding }) {
  const { t } = useTranslation('payments');
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
      <Ask
        opened={opened}
        title={t('giveUp.title')}
        text={t(status === 'ACTIVE' ? 'giveUp.active' : 'giveUp.text')}
        action={t('giveUp.action')}
        keep={t('giveUp.keep')}
        doing={cancelling}
        onClose={close}
        onDo={giveUp}
      />
    </>
  );
}

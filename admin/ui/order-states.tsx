import { Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FULFILLMENT_TONES, isSent, PAYMENT_TONES, type StatesOfOrder } from './order-tones';
import { Status } from './show';

/** Where an order stands: its money, and its goods unless they never go. */
export function OrderStates({ of }: { of: StatesOfOrder }) {
  const { t } = useTranslation();
  const { status, paymentStatus, fulfillmentStatus } = of;
  return (
    <Group gap={4}>
      <Status tone={PAYMENT_TONES[paymentStatus]}>{t(`orderStates.${paymentStatus}`)}</Status>
      {status === 'CANCELLED' && <Status tone="neutral">{t('orderStates.CANCELLED')}</Status>}
      {isSent(of) && <Status tone={FULFILLMENT_TONES[fulfillmentStatus]}>{t(`orderStates.${fulfillmentStatus}`)}</Status>}
    </Group>
  );
}

import { Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OrderFulfillmentStatus, OrderPaymentStatus, OrderStatus } from '../generated/graphql';
import { Status, type Tone } from './show';

const PAYMENT_TONES: Readonly<Record<OrderPaymentStatus, Tone>> = {
  PENDING: 'warning',
  AUTHORIZED: 'busy',
  PARTIALLY_PAID: 'warning',
  PAID: 'good',
  PARTIALLY_REFUNDED: 'neutral',
  REFUNDED: 'neutral',
  VOIDED: 'neutral',
  EXPIRED: 'neutral',
};

const FULFILLMENT_TONES: Readonly<Record<OrderFulfillmentStatus, Tone>> = { UNFULFILLED: 'warning', PARTIAL: 'busy', FULFILLED: 'good' };

interface Of {
  status: OrderStatus;
  paymentStatus: OrderPaymentStatus;
  fulfillmentStatus: OrderFulfillmentStatus;
}

/** Where an order stands: its money, and its goods unless they never go: what was given back in full before anything was sent is not waited for. */
export function OrderStates({ of: { status, paymentStatus, fulfillmentStatus } }: { of: Of }) {
  const { t } = useTranslation();
  return (
    <Group gap={4}>
      <Status tone={PAYMENT_TONES[paymentStatus]}>{t(`orderStates.${paymentStatus}`)}</Status>
      {status === 'CANCELLED' && <Status tone="neutral">{t('orderStates.CANCELLED')}</Status>}
      {status !== 'CANCELLED' && !(paymentStatus === 'REFUNDED' && fulfillmentStatus === 'UNFULFILLED') && (
        <Status tone={FULFILLMENT_TONES[fulfillmentStatus]}>{t(`orderStates.${fulfillmentStatus}`)}</Status>
      )}
    </Group>
  );
}

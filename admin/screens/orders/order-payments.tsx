import { Box, Card, Divider, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Amount, Moment, Status } from '../../ui/show';
import { useFailure } from './failure';
import classes from './order.module.css';
import type { OrderShown } from './order-documents';
import { ATTEMPT_TONES, REFUND_TONES } from './tones';

type Payment = OrderShown['payments']['nodes'][number];
type Refund = OrderShown['refunds']['nodes'][number];

/** Ids by which a payment is found at its provider, as they are kept. */
const REFERENCES = ['outTradeNo', 'transaction', 'tradeNo', 'session', 'paymentIntent', 'charge', 'merchant'] as const;
const isKnown = (kind: string): kind is (typeof REFERENCES)[number] => (REFERENCES as readonly string[]).includes(kind);

/** Every attempt to pay the order, and what went back. */
export function Payments({ order }: { order: OrderShown }) {
  const { t } = useTranslation('orders');
  const [payments, refunds] = [order.payments.nodes, order.refunds.nodes];
  return (
    <Card component="section" aria-label={t('payments.title')}>
      <Title order={2} mb="sm">
        {t('payments.title')}
      </Title>
      {payments.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('payments.none')}
        </Text>
      )}
      <Stack component="ul" gap="sm" className={classes.list}>
        {payments.map((payment) => (
          <PaymentLine key={payment.id} payment={payment} />
        ))}
      </Stack>
      {refunds.length > 0 && (
        <>
          <Divider my="md" />
          <Title order={3} mb="sm">
            {t('refunds.title')}
          </Title>
          <Stack component="ul" gap="sm" className={classes.list}>
            {refunds.map((refund) => (
              <RefundLine key={refund.id} refund={refund} />
            ))}
          </Stack>
        </>
      )}
    </Card>
  );
}

function PaymentLine({ payment }: { payment: Payment }) {
  const { t } = useTranslation('orders');
  const failureOf = useFailure();
  const { provider, method, status, amount, references, failure, mismatches, proofs, createdAt, capturedAt } = payment;
  return (
    <li>
      <Group justify="space-between" align="flex-start" gap="sm">
        <Box flex="1 1 12rem" miw={0}>
          <Group gap="xs">
            <Text size="sm" fw={550}>
              {t(`provider.${provider}`)}
              {method && ` · ${t(`method.${method}`)}`}
            </Text>
            <Status tone={ATTEMPT_TONES[status]}>{t(`attempt.${status}`)}</Status>
          </Group>
          <Text size="xs" c="dimmed">
            <Moment at={capturedAt ?? createdAt} />
          </Text>
          {references.map(({ kind, reference }) => (
            <Text key={kind} size="xs" c="dimmed" className={classes.wrap}>
              {t('payments.reference', { kind: isKnown(kind) ? t(`references.${kind}`) : kind, reference })}
            </Text>
          ))}
          {failure && <Text size="xs">{t('payments.failure', { code: failureOf(failure) })}</Text>}
          {mismatches.map((mismatch) => (
            <Text key={mismatch} size="xs">
              {t(`mismatch.${mismatch}`)}
            </Text>
          ))}
          {proofs.map(({ reference, note, at }) => (
            <Text key={reference} size="xs" className={classes.wrap}>
              {t('payments.proof', { reference })} {note} · <Moment at={at} />
            </Text>
          ))}
        </Box>
        <Text size="sm">
          <Amount of={amount} />
        </Text>
      </Group>
    </li>
  );
}

function RefundLine({ refund: { status, origin, amount, reason, failure, createdAt, settledAt, payment } }: { refund: Refund }) {
  const { t } = useTranslation('orders');
  const failureOf = useFailure();
  return (
    <li>
      <Group justify="space-between" align="flex-start" gap="sm">
        <Box flex="1 1 12rem" miw={0}>
          <Group gap="xs">
            <Text size="sm" fw={550}>
              {t('refunds.to', { provider: t(`provider.${payment.provider}`) })}
            </Text>
            <Status tone={REFUND_TONES[status]}>{t(`refundStatus.${status}`)}</Status>
          </Group>
          <Text size="xs" c="dimmed">
            <Moment at={settledAt ?? createdAt} />
            {origin !== 'MERCHANT' && ` · ${t(`origin.${origin}`)}`}
          </Text>
          {reason && (
            <Text size="xs" className={classes.wrap}>
              {reason}
            </Text>
          )}
          {failure && <Text size="xs">{t('payments.failure', { code: failureOf(failure) })}</Text>}
        </Box>
        <Text size="sm">
          −<Amount of={amount} />
        </Text>
      </Group>
    </li>
  );
}

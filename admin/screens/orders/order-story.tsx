import { Card, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { placesOf } from '../../ui/decimal';
import { Moment, useFormat } from '../../ui/show';
import { useFailure } from './failure';
import { storyOf } from './happened';
import classes from './order.module.css';
import type { OrderShown } from './order-documents';

/** What happened to an order, in plain words, the newest first. */
export function Story({ order: { events, fulfillments, total } }: { order: OrderShown }) {
  const { t } = useTranslation('orders');
  const { money } = useFormat();
  const failureOf = useFailure();
  const story = storyOf(events.nodes, fulfillments, placesOf(total.amount));
  return (
    <Card component="section" aria-label={t('story.title')}>
      <Title order={2} mb="sm">
        {t('story.title')}
      </Title>
      <Stack component="ol" gap="sm" className={classes.story}>
        {story.map(({ key, at, what, type, amount, pieces, failure }) => (
          <li key={key}>
            <Text size="sm" className={classes.wrap}>
              {t(`story.${what}`, { amount: amount ? money({ amount, currency: total.currency }) : '', count: pieces ?? 0, type })}
              {failure && t('story.because', { reason: failureOf(failure) })}
            </Text>
            <Text size="xs" c="dimmed">
              <Moment at={at} />
            </Text>
          </li>
        ))}
      </Stack>
    </Card>
  );
}

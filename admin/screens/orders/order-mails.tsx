import { Anchor, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../app/place';
import { Link } from '../../ui/link';
import { Moment } from '../../ui/show';
import classes from './order.module.css';
import type { OrderShown } from './order-documents';

/** The mails that told of the order. */
export function Mails({ order: { notifications } }: { order: OrderShown }) {
  const { t } = useTranslation('orders');
  const shop = useShop();
  if (notifications.nodes.length === 0) return null;
  return (
    <Card component="section" aria-label={t('mails.title')}>
      <Title order={2} mb="sm">
        {t('mails.title')}
      </Title>
      <Stack component="ul" gap="sm" className={classes.list}>
        {notifications.nodes.map(({ id, subject, recipient, status, createdAt }) => (
          <li key={id}>
            <Anchor component={Link} to={`/s/${shop.id}/notifications/${id}`} size="sm" className={classes.wrap}>
              {subject}
            </Anchor>
            <Group gap={6}>
              <Text size="xs" c="dimmed" className={classes.wrap}>
                {recipient} · {t(`mails.${status}`)} · <Moment at={createdAt} />
              </Text>
            </Group>
          </li>
        ))}
      </Stack>
    </Card>
  );
}

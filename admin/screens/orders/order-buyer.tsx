import { Anchor, Card, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../app/place';
import { Link } from '../../ui/link';
import { addressLines } from './address-lines';
import classes from './order.module.css';
import type { OrderShown } from './order-documents';

/** Who ordered, and where it goes. */
export function Buyer({ order: { customer, email, phone, shippingAddress } }: { order: OrderShown }) {
  const { t, i18n } = useTranslation('orders');
  const shop = useShop();
  return (
    <Card component="section" aria-label={t('buyer.title')}>
      <Title order={2} mb="xs">
        {t('buyer.title')}
      </Title>
      <Stack gap={6} className={classes.wrap}>
        {customer ? (
          <Anchor component={Link} to={`/s/${shop.id}/customers/${customer.id}`} size="sm">
            {customer.name ?? email ?? phone ?? t('buyer.nameless')}
          </Anchor>
        ) : (
          <Text size="sm">{shippingAddress?.name ?? t('buyer.nameless')}</Text>
        )}
        {email && (
          <Anchor href={`mailto:${email}`} size="sm">
            {email}
          </Anchor>
        )}
        {phone && (
          <Anchor href={`tel:${phone}`} size="sm">
            {phone}
          </Anchor>
        )}
      </Stack>
      {shippingAddress && (
        <>
          <Title order={3} mt="md" mb={4}>
            {t('buyer.address')}
          </Title>
          <Text component="address" size="sm" className={classes.wrap} fs="normal">
            {addressLines(shippingAddress, i18n.language).map((line) => (
              <span key={line}>
                {line}
                <br />
              </span>
            ))}
          </Text>
        </>
      )}
    </Card>
  );
}

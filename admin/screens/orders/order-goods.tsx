import { Box, Card, Divider, Group, Stack, Text, Title } from '@mantine/core';
import { IconPhoto } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useShop } from '../../app/place';
import { decimal, placesOf } from '../../ui/decimal';
import { Link } from '../../ui/link';
import { Amount, type Money } from '../../ui/show';
import { minor } from './exact';
import classes from './order.module.css';
import type { OrderShown } from './order-documents';

type Line = OrderShown['lines'][number];

/** What was bought, and what it comes to. */
export function Goods({ order }: { order: OrderShown }) {
  const { t } = useTranslation('orders');
  return (
    <Card component="section" aria-label={t('goods.title')}>
      <Title order={2} mb="sm">
        {t('goods.title')}
      </Title>
      <Stack component="ul" gap="sm" className={classes.list}>
        {order.lines.map((line) => (
          <GoodsLine key={line.id} line={line} />
        ))}
      </Stack>
      <Divider my="md" />
      <Sums order={order} />
    </Card>
  );
}

function GoodsLine({ line }: { line: Line }) {
  const { t } = useTranslation('orders');
  const shop = useShop();
  const may = useMay();
  const { title, variantTitle, sku, quantity, price, discount, variant, refundedQuantity } = line;
  return (
    <Group component="li" wrap="nowrap" align="flex-start" gap="sm">
      <Picture line={line} />
      <Box flex={1} miw={0}>
        {variant && may('read_products') ? (
          <Link to={`/s/${shop.id}/products/${variant.product.id}`} className={classes.goods}>
            {title}
          </Link>
        ) : (
          <Text span size="sm" fw={550}>
            {title}
          </Text>
        )}
        <Text size="xs" c="dimmed">
          {[variantTitle, sku].filter(Boolean).join(' · ')}
        </Text>
        {refundedQuantity > 0 && <Text size="xs">{t('goods.refunded', { count: refundedQuantity })}</Text>}
      </Box>
      <Box ta="end" className="numbers">
        <Text size="sm">
          <Amount of={{ ...price, amount: costOf(line) }} />
        </Text>
        <Text size="xs" c="dimmed">
          <Amount of={price} /> × {quantity}
        </Text>
        {Number(discount.amount) > 0 && (
          <Text size="xs" c="dimmed">
            {t('sums.discount')} −<Amount of={discount} />
          </Text>
        )}
      </Box>
    </Group>
  );
}

/** Price times pieces. What was taken off stands below, as it does below the subtotal. */
function costOf({ price, quantity }: Line): string {
  const places = placesOf(price.amount);
  return decimal((minor(price.amount, places) ?? 0n) * BigInt(quantity), places);
}

function Picture({ line: { variant } }: { line: Line }) {
  const media = variant?.image ?? variant?.product.media[0];
  if (!media) {
    return (
      <Box className={classes.picture} aria-hidden="true">
        <IconPhoto size={20} stroke={1.5} />
      </Box>
    );
  }
  return (
    <img className={classes.picture} src={media.sizes[0]?.url ?? media.url} alt={media.alt ?? ''} width={48} height={48} loading="lazy" />
  );
}

function Sums({ order }: { order: OrderShown }) {
  const { t } = useTranslation('orders');
  const { subtotal, discount, shipping, shippingMethod, tax, taxMode, total, paid, refunded } = order;
  const isNothing = ({ amount }: Money) => Number(amount) === 0;
  const places = placesOf(total.amount);
  const net = {
    amount: decimal((minor(paid.amount, places) ?? 0n) - (minor(refunded.amount, places) ?? 0n), places),
    currency: paid.currency,
  };
  return (
    <>
      <Stack component="dl" gap={4} m={0}>
        <Sum label={t('sums.subtotal')} of={subtotal} />
        {!isNothing(discount) && <Sum label={t('sums.discount')} of={{ ...discount, amount: `-${discount.amount}` }} />}
        <Sum label={shippingMethod ? t('sums.shippingBy', { method: shippingMethod.title }) : t('sums.shipping')} of={shipping} />
        {!isNothing(tax) && <Sum label={t(taxMode === 'INCLUDED' ? 'sums.taxIncluded' : 'sums.tax')} of={tax} />}
        <Sum label={<strong>{t('sums.total')}</strong>} of={total} strong />
      </Stack>
      <Divider my="xs" />
      <Stack component="dl" gap={4} m={0}>
        <Sum label={t('sums.paid')} of={paid} />
        {!isNothing(refunded) && (
          <>
            <Sum label={t('sums.refunded')} of={{ ...refunded, amount: `-${refunded.amount}` }} />
            <Sum label={<strong>{t('sums.net')}</strong>} of={net} strong />
          </>
        )}
      </Stack>
    </>
  );
}

const Sum = ({ label, of, strong = false }: { label: ReactNode; of: Money; strong?: boolean }) => (
  <Group component="div" justify="space-between" gap="md" wrap="nowrap">
    <Text component="dt" size="sm">
      {label}
    </Text>
    <Text component="dd" size="sm" m={0} fw={strong ? 650 : 400}>
      <Amount of={of} />
    </Text>
  </Group>
);

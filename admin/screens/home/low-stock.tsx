import { Anchor, Card, Group, Skeleton, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../app/place';
import { Link } from '../../ui/link';
import { useFormat } from '../../ui/show';
import type { HomeShop } from './home';
import classes from './home.module.css';

/** What is running out, the lowest first. */
export function LowStock({ levels }: { levels: NonNullable<HomeShop['lowStock']> | undefined }) {
  const { t } = useTranslation('home');
  const { id } = useShop();
  const { number } = useFormat();
  return (
    <Card component="section" aria-labelledby="low-stock">
      <Group justify="space-between" mb="sm">
        <Title order={2} id="low-stock">
          {t('stock.title')}
        </Title>
        <Anchor component={Link} to={`/s/${id}/inventory`} size="sm">
          {t('stock.all')}
        </Anchor>
      </Group>
      {!levels && <Skeleton height={60} />}
      {levels?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('stock.none')}
        </Text>
      )}
      {levels && levels.length > 0 && (
        <ul className={classes.list}>
          {levels.map(({ available, product, variant, location }) => (
            <li key={`${variant.id} ${location.id}`}>
              <Link to={`/s/${id}/products/${product.id}`} className={classes.row}>
                <span className={classes.words}>
                  <span>{[product.title, variant.title].filter(Boolean).join(' · ')}</span>
                  <span className={classes.aside}>{[variant.sku, location.name].filter(Boolean).join(' · ')}</span>
                </span>
                <span className="numbers">
                  {available === 0 ? t('stock.gone') : t('stock.left', { count: available, number: number(available) })}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

import { Anchor, Card, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from '../../ui/link';
import { useFormat } from '../../ui/show';
import type { TopShop } from './sales';

/** The shops that kept the most, the best first. */
export function TopShops({ shops }: { shops: readonly TopShop[] }) {
  const { t } = useTranslation('sales');
  const { money, number } = useFormat();
  if (shops.length === 0) return null;
  return (
    <Card component="section" aria-labelledby="top-shops">
      <Title order={2} id="top-shops" mb="sm">
        {t('top')}
      </Title>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('shop')}</Table.Th>
            <Table.Th ta="end" visibleFrom="sm">
              {t('figures.orders')}
            </Table.Th>
            <Table.Th ta="end" visibleFrom="sm">
              {t('figures.received')}
            </Table.Th>
            <Table.Th ta="end" visibleFrom="md">
              {t('figures.refunded')}
            </Table.Th>
            <Table.Th ta="end">{t('figures.net')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shops.map(({ shop, currency, orders, received, refunded, net }) => (
            <Table.Tr key={shop.id}>
              <Table.Td>
                <Anchor component={Link} to={`/s/${shop.id}`}>
                  {shop.name}
                </Anchor>
              </Table.Td>
              <Table.Td ta="end" className="numbers" visibleFrom="sm">
                {number(orders)}
              </Table.Td>
              <Table.Td ta="end" className="numbers" visibleFrom="sm">
                {money({ amount: received, currency })}
              </Table.Td>
              <Table.Td ta="end" className="numbers" visibleFrom="md">
                {money({ amount: refunded, currency })}
              </Table.Td>
              <Table.Td ta="end" className="numbers">
                {money({ amount: net, currency })}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed" mt="xs">
        {t('meaning')}
      </Text>
    </Card>
  );
}

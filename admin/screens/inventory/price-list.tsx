import { Button, Menu, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMay, useShop } from '../../app/place';
import { Link } from '../../ui/link';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import { ExportPrices } from './documents';

/** Prices and stock as a spreadsheet, and the way back in. */
export function PriceList() {
  const { t } = useTranslation('inventory');
  const { id: shop } = useShop();
  const may = useMay();
  const [make, making] = useAction(ExportPrices, ({ catalogExport }) => catalogExport);
  const download = async () => {
    const done = await make({ shop, input: { format: 'PRICES' } });
    if (!done?.catalogExport) return;
    const { pathname, search } = new URL(done.catalogExport.url);
    tell(t('list.ready'));
    location.assign(pathname + search); // A download: the page stays.
  };
  return (
    <Menu width={300} position="bottom-end">
      <Menu.Target>
        <Button variant="default" loading={making}>
          {t('list.menu')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void download()}>{t('list.export')}</Menu.Item>
        {may('write_products') && (
          <Menu.Item component={Link} to={`/s/${shop}/imports`}>
            {t('list.import')}
          </Menu.Item>
        )}
        <Text size="xs" c="dimmed" px="sm" py={6}>
          {t('list.exportHint')}
        </Text>
      </Menu.Dropdown>
    </Menu>
  );
}

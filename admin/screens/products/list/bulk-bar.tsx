import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { STATUSES } from '../product-status';
import { AddToCollection } from './bulk-collection';
import { DeleteProducts } from './bulk-delete';
import { ChangePrices } from './bulk-prices';
import { ChangeTags } from './bulk-tags';
import { useBulkEdit } from './use-bulk-edit';

interface Props {
  products: readonly string[];
  /** They are no more. */
  onDeleted: () => void;
}

/** What may be done with the selected products. */
export function BulkBar({ products, onDeleted }: Props) {
  const { t } = useTranslation('products');
  const [run, running] = useBulkEdit();
  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button size="compact-sm" variant="default" loading={running} rightSection={<IconChevronDown size={14} aria-hidden="true" />}>
            {t('list.status')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {STATUSES.map((status) => (
            <Menu.Item key={status} onClick={() => void run(products, { status })}>
              {t(`status.${status}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <ChangeTags onChange={(change) => run(products, change)} />
      <ChangePrices onChange={(priceChange) => run(products, { priceChange })} />
      <AddToCollection products={products} />
      <DeleteProducts products={products} onDeleted={onDeleted} />
    </>
  );
}

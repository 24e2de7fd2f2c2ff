import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ProductsFoundChangeInput } from '../../../generated/graphql';
import { STATUSES } from '../product-status';
import { AddToCollection } from './bulk-collection';
import { DeleteProducts } from './bulk-delete';
import { ChangePrices } from './bulk-prices';
import { ChangeTags } from './bulk-tags';
import { useBulkEdit } from './use-bulk-edit';
import { useFoundEdit } from './use-found-edit';

interface Props {
  products: readonly string[];
  /** In place of these all that this query finds. */
  found: string | null;
  /** They are no more. */
  onDeleted: () => void;
  /** The worker is at it. */
  onBegun: () => void;
}

/** What may be done with the selected products. */
export function BulkBar({ products, found, onDeleted, onBegun }: Props) {
  const { t } = useTranslation('products');
  const [editNamed, editingNamed] = useBulkEdit();
  const [editFound, beginning] = useFoundEdit();
  const run = async (change: ProductsFoundChangeInput) => {
    if (found === null) return editNamed(products, change);
    const begun = await editFound(found, change);
    if (begun) onBegun();
    return begun;
  };
  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="default"
            loading={editingNamed || beginning}
            rightSection={<IconChevronDown size={14} aria-hidden="true" />}
          >
            {t('list.status')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {STATUSES.map((status) => (
            <Menu.Item key={status} onClick={() => void run({ status })}>
              {t(`status.${status}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <ChangeTags onChange={run} />
      <ChangePrices onChange={(priceChange) => run({ priceChange })} />
      {found === null && <AddToCollection products={products} />}
      {found === null && <DeleteProducts products={products} onDeleted={onDeleted} />}
    </>
  );
}

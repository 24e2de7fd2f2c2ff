import { Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ProductStatus } from '../../../generated/graphql';
import { STATUSES } from '../product-status';
import { StatusOfProduct } from '../status-of-product';
import classes from './editable-cell.module.css';
import type { CellEdit } from './use-inline-edits';

interface Props {
  label: string;
  status: ProductStatus;
  edit: CellEdit | undefined;
  onSave: (status: ProductStatus) => void;
}

/** The status, and a menu of the others. */
export function StatusCell({ label, status, edit, onSave }: Props) {
  const { t } = useTranslation('products');
  const shown = (edit?.text as ProductStatus | undefined) ?? status;
  return (
    <div data-cell className={classes.place}>
      <Menu position="bottom-start" withinPortal>
        <Menu.Target>
          <UnstyledButton className={`${classes.cell} ${classes.menu}`} aria-label={`${label}: ${t(`status.${shown}`)}`}>
            <StatusOfProduct status={shown} /> <IconChevronDown size={12} stroke={1.7} aria-hidden="true" />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {STATUSES.map((one) => (
            <Menu.Item key={one} onClick={() => one !== status && onSave(one)}>
              {t(`status.${one}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {edit?.problem && (
        <p role="alert" className={classes.problem}>
          {edit.problem}
        </p>
      )}
    </div>
  );
}

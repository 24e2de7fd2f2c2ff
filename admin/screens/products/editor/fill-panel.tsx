import { Button, Group, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { COLUMNS, type ColumnName } from './model';

interface Props {
  count: number;
  isAll: boolean;
  onFill: (column: ColumnName, value: string) => void;
}

/** SKUs are unique: one for many would be none. */
const FILLED = COLUMNS.filter((column) => column !== 'sku');

/** One value for all variants, or for those that are selected. */
export function FillPanel({ count, isAll, onFill }: Props) {
  const { t } = useTranslation('products');
  const [column, setColumn] = useState<ColumnName>('price');
  const [value, setValue] = useState('');
  return (
    <Group align="flex-end" gap="xs">
      <Select
        size="xs"
        w={150}
        label={t('variants.fill')}
        value={column}
        data={FILLED.map((name) => ({ value: name, label: t(`variants.${name}`) }))}
        onChange={(chosen) => setColumn(FILLED.find((one) => one === chosen) ?? 'price')}
      />
      <TextInput
        size="xs"
        w={120}
        label={t('variants.value')}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          onFill(column, value);
        }}
      />
      <Button size="xs" variant="default" onClick={() => onFill(column, value)}>
        {isAll ? t('variants.fillAll', { count }) : t('variants.fillSelected', { count })}
      </Button>
    </Group>
  );
}

import { Button, Popover, Select, Stack, TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CollectionSelect } from '../collection-select';
import { STATUSES } from '../product-status';
import type { ProductFilters } from './use-product-filters';

/** All filters in one place; what is chosen stands beside it (`ChosenFilters`). */
export function FilterPanel({ filters }: { filters: ProductFilters }) {
  const { t } = useTranslation(['products', 'frame']);
  const { values, set } = filters;
  return (
    <Popover position="bottom-start" width={300} trapFocus returnFocus withRoles={false} shadow="md">
      <Popover.Target>
        <Button variant="default" leftSection={<IconFilter size={16} stroke={1.7} aria-hidden="true" />} aria-haspopup="dialog">
          {t('filters.action')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t('filters.action')}>
        <Stack gap="sm">
          <Select
            label={t('list.status')}
            placeholder={t('filters.any')}
            clearable
            value={values.status || null}
            onChange={(status) => set.status(status ?? '')}
            data={STATUSES.map((status) => ({ value: status, label: t(`status.${status}`) }))}
            comboboxProps={{ withinPortal: false }}
          />
          <CollectionSelect
            label={t('filters.collection')}
            placeholder={t('filters.any')}
            clearable
            value={values.collection || null}
            onChange={(collection) => set.collection(collection ?? '')}
          />
          <Select
            label={t('list.stock')}
            placeholder={t('filters.any')}
            clearable
            value={values.stock || null}
            onChange={(stock) => set.stock(stock ?? '')}
            data={[
              { value: 'in', label: t('filters.inStock') },
              { value: 'out', label: t('filters.outOfStock') },
            ]}
            comboboxProps={{ withinPortal: false }}
          />
          <TextInput
            key={values.tag}
            label={t('filters.tag')}
            description={t('filters.tagHint')}
            defaultValue={values.tag}
            onKeyDown={(event) => event.key === 'Enter' && set.tag(event.currentTarget.value.trim())}
            onBlur={(event) => set.tag(event.currentTarget.value.trim())}
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

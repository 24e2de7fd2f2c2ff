import { Select, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CategorySelect } from '../../collections/category-select';
import { CollectionSelect } from '../collection-select';
import { STATUSES } from '../product-status';
import { Part } from './part';
import { RemovableList } from './removable-list';
import { TaxClassSelect } from './tax-class-select';
import type { ProductEditor } from './use-product-editor';

interface Props {
  editor: ProductEditor;
  taxClasses: readonly { id: string; title: string }[];
}

/** Whether it is sold, and where it is found. */
export function OrganiseCard({ editor, taxClasses }: Props) {
  const { t } = useTranslation('products');
  const { now, set, errors, byRule } = editor;
  return (
    <Stack gap="md">
      <Part title={t('organise.sale')}>
        <Select
          label={t('list.status')}
          description={t(`statusHint.${now.status}`)}
          value={now.status}
          error={errors.fields.status}
          onChange={(status) => set({ status: STATUSES.find((one) => one === status) ?? now.status })}
          data={STATUSES.map((status) => ({ value: status, label: t(`status.${status}`) }))}
        />
        <TaxClassSelect variants={now.variants} taxClasses={taxClasses} onChange={(variants) => set({ variants })} />
      </Part>
      <Part title={t('organise.heading')}>
        <TextInput
          label={t('fields.productType')}
          value={now.productType}
          error={errors.fields.productType}
          onChange={(event) => set({ productType: event.currentTarget.value })}
        />
        <TextInput
          label={t('fields.vendor')}
          value={now.vendor}
          error={errors.fields.vendor}
          onChange={(event) => set({ vendor: event.currentTarget.value })}
        />
        <TagsInput
          label={t('fields.tags')}
          description={t('organise.tagsHint')}
          value={[...now.tags]}
          error={errors.fields.tags}
          splitChars={[',', '，', '、']}
          acceptValueOnBlur
          onChange={(tags) => set({ tags })}
        />
        <CollectionSelect
          label={t('fields.collections')}
          placeholder={t('organise.addCollection')}
          value={null}
          onlyByHand
          without={now.collections.map(({ id }) => id)}
          onChange={(id, title) => id && set({ collections: [...now.collections, { id, title }] })}
        />
        <RemovableList items={now.collections} onRemove={(id) => set({ collections: now.collections.filter((one) => one.id !== id) })} />
        {byRule.length > 0 && (
          <Text size="xs" c="dimmed">
            {t('organise.byRule', { titles: byRule.map(({ title }) => title).join(', ') })}
          </Text>
        )}
        <CategorySelect
          label={t('fields.categories')}
          placeholder={t('organise.addCategory')}
          nothingFound={t('noCategory')}
          value=""
          without={now.categories.map(({ id }) => id)}
          error={errors.fields.categories}
          onChange={(id, title) => id && set({ categories: [...now.categories, { id, title }] })}
        />
        <RemovableList items={now.categories} onRemove={(id) => set({ categories: now.categories.filter((one) => one.id !== id) })} />
      </Part>
    </Stack>
  );
}

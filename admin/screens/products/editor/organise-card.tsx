import { Select, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SeveralInput } from '../../../ui/several-input';
import { CategorySelect } from '../../collections/category-select';
import { CollectionSelect } from '../collection-select';
import { STATUSES } from '../product-status';
import type { ProductDraft } from './model';
import { Part } from './part';
import { PublishTime } from './publish-time';
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
          description={isAhead(now) ? t('organise.scheduled') : t(`statusHint.${now.status}`)}
          value={now.status}
          error={errors.fields.status}
          onChange={(status) => set({ status: STATUSES.find((one) => one === status) ?? now.status })}
          data={STATUSES.map((status) => ({ value: status, label: t(`status.${status}`) }))}
        />
        {(now.status === 'ACTIVE' || now.publishedAt) && (
          <PublishTime value={now.publishedAt} error={errors.fields.publishedAt} onChange={(publishedAt) => set({ publishedAt })} />
        )}
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
        <SeveralInput
          label={t('fields.tags')}
          description={t('organise.tagsHint')}
          value={[...now.tags]}
          error={errors.fields.tags}
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

const isAhead = ({ status, publishedAt }: ProductDraft): boolean =>
  status === 'ACTIVE' && publishedAt !== '' && Date.parse(publishedAt) > Date.now();

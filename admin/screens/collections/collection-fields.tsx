import { Card, Select, Stack, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { CollectionSort } from '../../generated/graphql';
import { RichText } from '../../ui/rich-text';
import type { CollectionDraft } from './collection-draft';
import { RulesField } from './rules-field';

const SORTS: readonly CollectionSort[] = ['MANUAL', 'NEWEST', 'TITLE', 'PRICE_LOW', 'PRICE_HIGH'];

/** The fields of a collection, new or not. */
export function CollectionFields({ form, byRule }: { form: UseFormReturnType<CollectionDraft>; byRule: boolean }) {
  const { t } = useTranslation('collections');
  const sorts = SORTS.filter((sort) => !(byRule && sort === 'MANUAL'));
  return (
    <>
      <Card>
        <Stack gap="sm">
          <TextInput label={t('fields.title')} required {...form.getInputProps('title')} />
          <RichText
            label={t('fields.descriptionHtml')}
            html={form.values.descriptionHtml}
            error={form.errors.descriptionHtml as string | undefined}
            onChange={(html) => form.setFieldValue('descriptionHtml', html)}
          />
          <TextInput label={t('fields.handle')} description={t('fields.handleHint')} {...form.getInputProps('handle')} />
          <Select
            label={t('fields.sort')}
            data={sorts.map((sort) => ({ value: sort, label: t(`sorts.${sort}`) }))}
            {...form.getInputProps('sort')}
          />
        </Stack>
      </Card>
      {byRule && <RulesField form={form} />}
    </>
  );
}

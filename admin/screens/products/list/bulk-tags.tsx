import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProductsFoundChangeInput } from '../../../generated/graphql';
import { BulkPanel } from './bulk-panel';
import { tagsIn } from './query-words';

/** Tags to be added to all of them, and taken from all of them. */
export function ChangeTags({
  onChange,
}: {
  onChange: (change: Pick<ProductsFoundChangeInput, 'tagsAdd' | 'tagsRemove'>) => Promise<boolean>;
}) {
  const { t } = useTranslation('products');
  const [add, setAdd] = useState('');
  const [remove, setRemove] = useState('');
  const change = { tagsAdd: tagsIn(add), tagsRemove: tagsIn(remove) };
  return (
    <BulkPanel
      label={t('list.tags')}
      action={t('bulk.apply')}
      ready={change.tagsAdd.length + change.tagsRemove.length > 0}
      onSubmit={() => onChange(change)}
    >
      <TextInput
        size="xs"
        label={t('bulk.addTags')}
        description={t('bulk.byCommas')}
        value={add}
        onChange={(event) => setAdd(event.currentTarget.value)}
      />
      <TextInput size="xs" label={t('bulk.removeTags')} value={remove} onChange={(event) => setRemove(event.currentTarget.value)} />
    </BulkPanel>
  );
}

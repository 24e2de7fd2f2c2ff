import { SegmentedControl, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useShop } from '../../app/place';
import { Form } from '../../ui/form';
import { freshKey } from '../../ui/fresh-key';
import { Page } from '../../ui/page';
import { tell } from '../../ui/tell';
import { useApiForm } from '../../ui/use-api-form';
import { type CollectionDraft, FIELD_NAMES, inputOf, newCollection } from './collection-draft';
import { CollectionFields } from './collection-fields';
import { CollectionAdd } from './documents';

export default function NewCollectionScreen() {
  const { t } = useTranslation('collections');
  const { id: shop } = useShop();
  const [, go] = useLocation();
  const [key] = useState(() => freshKey());
  const api = useApiForm({
    initial: newCollection(false),
    document: CollectionAdd,
    variables: (draft: CollectionDraft) => ({ shop, input: { ...inputOf(draft), idempotencyKey: key } }),
    payload: (data) => data.collectionCreate,
    onDone: ({ collection }, { title }) => {
      tell(t('created', { title }));
      if (collection) go(`/s/${shop}/collections/${collection.id}`, { replace: true });
    },
    draft: `collection ${shop} new`,
    fields: FIELD_NAMES,
  });
  const byRule = api.form.values.conditions.length > 0;
  const choose = (wanted: boolean) => {
    const { sort, conditions } = newCollection(wanted);
    api.form.setValues({ sort, conditions });
  };
  return (
    <Page title={t('list.new')} back={{ to: `/s/${shop}/collections`, label: t('list.heading') }}>
      <Form api={api} action={t('create')}>
        <Stack gap="md">
          <SegmentedControl
            aria-label={t('list.kind')}
            value={byRule ? 'rule' : 'hand'}
            onChange={(kind) => choose(kind === 'rule')}
            data={[
              { value: 'hand', label: t('byHand') },
              { value: 'rule', label: t('byRule') },
            ]}
          />
          <CollectionFields form={api.form} byRule={byRule} />
        </Stack>
      </Form>
    </Page>
  );
}

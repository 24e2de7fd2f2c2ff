import { Alert, Button, List, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient, useQuery } from 'urql';
import { useParams } from 'wouter';
import { useMay, useShop } from '../../app/place';
import { EmptyState } from '../../ui/empty-state';
import { Failed } from '../../ui/failed';
import { Form } from '../../ui/form';
import { LinkButton } from '../../ui/link';
import { Page } from '../../ui/page';
import { PageSkeleton } from '../../ui/page-skeleton';
import { tell } from '../../ui/tell';
import { useApiForm } from '../../ui/use-api-form';
import { type CollectionDraft, draftOf, FIELD_NAMES, inputOf, type ReadCollection } from './collection-draft';
import { CollectionFields } from './collection-fields';
import { Kind } from './collections';
import { DeleteCollection } from './delete-collection';
import { CollectionOne, CollectionSave } from './documents';
import { Shelf } from './shelf';

export default function EditCollectionScreen() {
  const { t } = useTranslation('collections');
  const { collection: id = '' } = useParams<{ collection: string }>();
  const { id: shop } = useShop();
  const [{ data, error }] = useQuery({ query: CollectionOne, variables: { shop, collection: id } });
  if (!data) return error ? <Failed error={error} /> : <PageSkeleton />;
  const collection = data.shop?.collection;
  if (!collection)
    return (
      <EmptyState order={1} title={t('missing')} action={<LinkButton to={`/s/${shop}/collections`}>{t('list.heading')}</LinkButton>} />
    );
  return <Editor key={id} collection={collection} />;
}

function Editor({ collection }: { collection: ReadCollection }) {
  const { t } = useTranslation('collections');
  const { id: shop } = useShop();
  const may = useMay()('write_products');
  const client = useClient();
  const { id, title, rules } = collection;
  const [theirs, setTheirs] = useState<ReadCollection | null>(null);
  const api = useApiForm({
    initial: draftOf(collection),
    document: CollectionSave,
    variables: (draft: CollectionDraft) => ({ shop, collection: id, input: { ...inputOf(draft), unchangedSince: draft.unchangedSince } }),
    payload: (answer) => answer.collectionUpdate,
    onDone: ({ collection: saved }) => {
      if (saved) api.form.setValues(draftOf(saved));
      setTheirs(null);
      tell(t('saved'));
    },
    draft: `collection ${shop} ${id}`,
    fields: FIELD_NAMES,
  });
  const changedMeanwhile = api.errors.some(({ code }) => code === 'CHANGED_MEANWHILE');
  const look = async () => {
    const { data } = await client.query(CollectionOne, { shop, collection: id }, { requestPolicy: 'network-only' }).toPromise();
    const now = data?.shop?.collection;
    if (!now) return;
    setTheirs(now);
    // What was typed stays, and is what he saves next, knowing the other's.
    api.form.setFieldValue('unchangedSince', now.updatedAt);
  };
  return (
    <Page title={title} badges={<Kind byRule={rules !== null} />} back={{ to: `/s/${shop}/collections`, label: t('list.heading') }}>
      <Stack gap="md">
        {changedMeanwhile && !theirs && (
          <Alert color="yellow" variant="light" role="alert" title={t('meanwhile.title')}>
            <Button size="compact-sm" variant="default" onClick={() => void look()}>
              {t('meanwhile.look')}
            </Button>
          </Alert>
        )}
        {theirs && <Theirs theirs={theirs} mine={api.form.values} />}
        <Form
          api={{ ...api, problem: changedMeanwhile ? null : api.problem }}
          action={t('save')}
          aside={may && <DeleteCollection collection={id} title={title} />}
        >
          <CollectionFields form={api.form} byRule={rules !== null} />
        </Form>
        {rules === null && <Shelf collection={id} isManual={collection.sort === 'MANUAL'} />}
      </Stack>
    </Page>
  );
}

/** What the other made of it, where it is not what stands in the form. */
function Theirs({ theirs, mine }: { theirs: ReadCollection; mine: CollectionDraft }) {
  const { t } = useTranslation('collections');
  const there = draftOf(theirs);
  const fields = (['title', 'descriptionHtml', 'handle', 'sort'] as const).filter((field) => there[field] !== mine[field]);
  const rulesDiffer = JSON.stringify([there.match, there.conditions]) !== JSON.stringify([mine.match, mine.conditions]);
  return (
    <Alert color="yellow" variant="light" role="alert" title={t('meanwhile.title')}>
      <Text size="sm">{t('meanwhile.text')}</Text>
      <List size="sm">
        {fields.map((field) => (
          <List.Item key={field}>
            <b>{t(`fields.${field}`)}</b>: {field === 'sort' ? t(`sorts.${there.sort}`) : there[field]}
          </List.Item>
        ))}
        {rulesDiffer && (
          <List.Item>
            <b>{t('rules.heading')}</b>:{' '}
            {there.conditions
              .map(({ field, relation, value }) => `${t(`rules.fields.${field}`)} ${t(`rules.relations.${relation}`)} ${value}`)
              .join(', ')}
          </List.Item>
        )}
      </List>
    </Alert>
  );
}

import { NumberInput, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useShop } from '../../app/place';
import { graphql } from '../../generated';
import type { ImportFormat } from '../../generated/graphql';
import { Form } from '../../ui/form';
import { freshKey } from '../../ui/fresh-key';
import { tell } from '../../ui/tell';
import { useApiForm } from '../../ui/use-api-form';
import type { Feed } from './feed';
import { ChangeFeed, CreateFeed } from './feed-documents';
import { OptionsForm } from './upload/options-form';
import { inputOf, USUAL, type Wishes } from './upload/wishes';

const MappingNames = graphql(`
  query MappingNames($agency: ID!) {
    agency(id: $agency) {
      id
      importMappings(first: 100) {
        nodes {
          id
          name
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

const FORMATS: readonly ImportFormat[] = ['SHOPIFY', 'TAOBAO', 'WOOCOMMERCE', 'GOOGLE', 'JSONL', 'PRICES', 'GENERIC'];

interface Values extends Record<string, unknown> {
  url: string;
  everyHours: number;
  format: string;
  mapping: string;
  wishes: Wishes;
}

const read = (feed: Feed | null): Values => ({
  url: feed?.url ?? '',
  everyHours: feed?.everyHours ?? 24,
  format: feed?.format ?? 'AUTO',
  mapping: feed?.mapping ?? '',
  wishes: { ...USUAL, ...(feed?.options as Partial<Wishes> | undefined) },
});

/** A feed's address, how often it is fetched and how it goes in: a new one, or one that is there. */
export function FeedForm({ feed, onDone }: { feed: Feed | null; onDone: () => void }) {
  return feed ? <Change feed={feed} onDone={onDone} /> : <Create onDone={onDone} />;
}

const written = ({ url, everyHours, format, mapping, wishes }: Values, before: object = {}) => ({
  url,
  everyHours,
  format: format === 'AUTO' ? null : (format as ImportFormat),
  mapping: mapping || null,
  options: { ...before, ...inputOf(wishes) },
});

function Create({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('imports');
  const { id: shop } = useShop();
  const api = useApiForm({
    document: CreateFeed,
    initial: read(null),
    draft: `feed ${shop}`,
    variables: (values) => ({ shop, input: { ...written(values), idempotencyKey: freshKey() } }),
    payload: ({ feedCreate }) => feedCreate,
    onDone: () => {
      tell(t('feed.added'));
      onDone();
    },
  });
  return <Fields api={api} action={t('feed.add')} />;
}

function Change({ feed, onDone }: { feed: Feed; onDone: () => void }) {
  const { t } = useTranslation(['imports', 'frame']);
  const { id: shop } = useShop();
  // `only` is left out where it is to mean all, so it must not come back from before.
  const { only: _only, ...before } = feed.options as Record<string, unknown>;
  const api = useApiForm({
    document: ChangeFeed,
    initial: read(feed),
    variables: (values) => ({ shop, feed: feed.id, input: written(values, before) }),
    payload: ({ feedUpdate }) => feedUpdate,
    onDone: () => {
      tell(t('feed.saved'));
      onDone();
    },
  });
  return <Fields api={api} action={t('frame:save')} />;
}

function Fields({ api, action }: { api: ReturnType<typeof useApiForm<Values, never, never, never>>; action: string }) {
  const { t } = useTranslation('imports');
  const { agency } = useShop();
  const { form } = api;
  return (
    <Form api={api} action={action}>
      <TextInput
        label={t('feed.address')}
        description={t('feed.addressHint')}
        type="url"
        placeholder="https://"
        required
        data-autofocus
        {...form.getInputProps('url')}
      />
      <NumberInput
        label={t('feed.every')}
        min={1}
        max={168}
        allowDecimal={false}
        required
        maw={220}
        {...form.getInputProps('everyHours')}
      />
      <Select
        label={t('feed.format')}
        data={[{ value: 'AUTO', label: t('inspection.auto') }, ...FORMATS.map((value) => ({ value, label: t(`formats.${value}`) }))]}
        {...form.getInputProps('format')}
      />
      {agency && <MappingField agency={agency.id} {...form.getInputProps('mapping')} />}
      <OptionsForm wishes={form.values.wishes} onChange={(wishes) => form.setFieldValue('wishes', wishes)} />
    </Form>
  );
}

function MappingField({ agency, ...props }: { agency: string; value?: string; onChange?: (value: string | null) => void }) {
  const { t } = useTranslation('imports');
  const [{ data }] = useQuery({ query: MappingNames, variables: { agency } });
  const saved = data?.agency?.importMappings.nodes ?? [];
  return (
    <Select
      label={t('feed.mapping')}
      data={[{ value: '', label: t('mapping.none') }, ...saved.map(({ id, name }) => ({ value: id, label: name }))]}
      {...props}
    />
  );
}

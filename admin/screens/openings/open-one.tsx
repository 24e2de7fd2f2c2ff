import { Card, Checkbox, SegmentedControl, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useLocation } from 'wouter';
import { useAgency } from '../../app/place';
import { PlaceOfShop } from '../../app/place-documents';
import { graphql } from '../../generated';
import { Form } from '../../ui/form';
import { freshKey } from '../../ui/fresh-key';
import { Page } from '../../ui/page';
import { PageSkeleton } from '../../ui/page-skeleton';
import { tell } from '../../ui/tell';
import { useAddress } from '../../ui/use-address';
import { useApiForm } from '../../ui/use-api-form';
import { type ShopChoice, ShopSelect } from '../console/shop-select';
import { suggestHandle, takeFree } from './handles';
import { type Regional, RegionalFields, useRegionalDefaults } from './regional';

const OpenShop = graphql(`
  mutation OpenShop($agency: ID!, $input: ShopCreateInput!) {
    shopCreate(agency: $agency, input: $input) {
      shop {
        id
        name
        handle
        mode
        status
        currency
        tags
        createdAt
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

interface Values extends Regional {
  [key: string]: unknown;
  name: string;
  handle: string;
  mode: 'TEST' | 'LIVE';
  blueprint: ShopChoice | null;
  blueprintProducts: boolean;
  /** Sent twice, it is the same shop. */
  idempotencyKey: string;
}

export default function OpenOne() {
  const { t } = useTranslation(['openings', 'console', 'frame']);
  const { id: agency } = useAgency();
  const defaults = useRegionalDefaults();
  // From a test shop that is ready: the live one begins as it is.
  const [wanted] = useAddress('blueprint');
  const [{ data, fetching }] = useQuery({ query: PlaceOfShop, variables: { shop: wanted }, pause: !wanted });
  if (!defaults || (wanted && fetching)) return <PageSkeleton />;
  return (
    <Page title={t('one.title')} back={{ to: `/a/${agency}/shops`, label: t('console:shops.title') }}>
      <Card>
        <OpenOneForm defaults={defaults} first={wanted ? (data?.shop ?? null) : null} />
      </Card>
    </Page>
  );
}

function OpenOneForm({ defaults, first }: { defaults: Regional; first: ShopChoice | null }) {
  const { t } = useTranslation(['openings', 'console', 'frame']);
  const { id: agency } = useAgency();
  const [, navigate] = useLocation();
  const initial: Values = {
    name: '',
    handle: '',
    mode: first ? 'LIVE' : 'TEST',
    ...defaults,
    ...(first && { currency: first.currency, locale: first.locale, timezone: first.timezone }),
    blueprint: first,
    blueprintProducts: true,
    idempotencyKey: freshKey(),
  };
  const api = useApiForm({
    document: OpenShop,
    draft: `open-shop.${agency}${first ? `.${first.id}` : ''}`,
    initial,
    variables: ({ blueprint, blueprintProducts, ...values }: Values) => ({
      agency,
      input: { ...values, ...(blueprint ? { blueprint: blueprint.id, blueprintProducts } : {}) },
    }),
    payload: (data) => data.shopCreate,
    onDone: ({ shop }, { name }) => {
      tell(t('one.opened', { name }));
      navigate(shop ? `/s/${shop.id}` : `/a/${agency}/shops`);
    },
  });
  const { form } = api;
  // The handle follows the name until somebody types one.
  const suggested = useRef(form.values.handle);
  const nameTyped = async (name: string) => {
    form.setFieldValue('name', name);
    if (form.getValues().handle !== suggested.current) return;
    const handle = takeFree(await suggestHandle(name), new Set());
    if (form.getValues().handle !== suggested.current || form.getValues().name !== name) return;
    suggested.current = handle;
    form.setFieldValue('handle', handle);
  };
  const blueprintChosen = (blueprint: ShopChoice | null) => {
    const { currency, locale, timezone } = blueprint ?? defaults;
    form.setValues({ blueprint, currency, locale, timezone });
  };
  const { blueprint } = form.values;
  const select = (field: keyof Regional) => ({
    value: form.values[field],
    onChange: (value: string | null) => form.setFieldValue(field, value ?? ''),
    error: form.errors[field],
  });
  return (
    <Form api={api} action={t('one.action')}>
      <TextInput
        label={t('fields.name')}
        required
        maxLength={100}
        data-autofocus
        {...form.getInputProps('name')}
        onChange={(event) => void nameTyped(event.currentTarget.value)}
      />
      <TextInput
        label={t('fields.handle')}
        description={t('one.handleHint')}
        required
        maxLength={40}
        autoCapitalize="none"
        spellCheck={false}
        {...form.getInputProps('handle')}
        onChange={(event) => form.setFieldValue('handle', event.currentTarget.value.toLowerCase())}
      />
      <div>
        <SegmentedControl
          aria-label={t('fields.mode')}
          data={[
            { value: 'TEST', label: t('modes.TEST') },
            { value: 'LIVE', label: t('modes.LIVE') },
          ]}
          {...form.getInputProps('mode')}
        />
        <Text size="xs" c="dimmed" mt={4}>
          {t(form.values.mode === 'TEST' ? 'modes.testHint' : 'modes.liveHint')}
        </Text>
      </div>
      <ShopSelect
        label={t('fields.blueprint')}
        description={t('one.blueprintHint')}
        placeholder={t('one.noBlueprint')}
        value={blueprint}
        onChange={blueprintChosen}
        error={form.errors.blueprint as string | undefined}
        clearable
      />
      {blueprint && <Checkbox label={t('fields.blueprintProducts')} {...form.getInputProps('blueprintProducts', { type: 'checkbox' })} />}
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <RegionalFields
          currency={{ ...select('currency'), disabled: blueprint !== null }}
          locale={select('locale')}
          timezone={select('timezone')}
          currencyHint={blueprint ? t('one.currencyOfBlueprint') : t('one.currencyHint')}
        />
      </SimpleGrid>
    </Form>
  );
}

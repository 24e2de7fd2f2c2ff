import { Badge, Button, Card, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Client, useQuery } from 'urql';
import { useMay, useShop } from '../../app/place';
import type { Parameters } from '../../app/route';
import { graphql } from '../../generated';
import type { StockPlacesQuery } from '../../generated/graphql';
import { Failed } from '../../ui/failed';
import { Form } from '../../ui/form';
import { freshKey } from '../../ui/fresh-key';
import { Page } from '../../ui/page';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import { useApiForm } from '../../ui/use-api-form';
import { PlacesDocument } from './documents';

const CreateLocation = graphql(`
  mutation CreateLocation($shop: ID!, $input: LocationCreateInput!) {
    locationCreate(shop: $shop, input: $input) {
      location {
        id
        name
        isDefault
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

const ChangeLocation = graphql(`
  mutation ChangeLocation($shop: ID!, $location: ID!, $input: LocationUpdateInput!) {
    locationUpdate(shop: $shop, location: $location, input: $input) {
      location {
        id
        name
        isDefault
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

const DeleteLocation = graphql(`
  mutation DeleteLocation($shop: ID!, $location: ID!) {
    locationDelete(shop: $shop, location: $location) {
      location {
        id
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

type Location = NonNullable<StockPlacesQuery['shop']>['locations'][number];

export const preload = (client: Client, { shop = '' }: Parameters) => client.query(PlacesDocument, { shop }).toPromise();

/** The places where stock lies. */
export default function LocationsScreen() {
  const { t } = useTranslation('inventory');
  const { id: shop } = useShop();
  const may = useMay();
  const [{ data, error }, ask] = useQuery({ query: PlacesDocument, variables: { shop } });
  const locations = data?.shop?.locations;
  const mayWrite = may('write_inventory');
  return (
    <Page title={t('locations.title')} back={{ to: `/s/${shop}/inventory`, label: t('locations.back') }}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t('locations.text')} {mayWrite && t('locations.hint')}
        </Text>
        {!locations &&
          (error ? <Failed error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} /> : <Skeleton height={90} radius="md" />)}
        {locations?.map((location) => (
          <Card key={location.id}>{mayWrite ? <Editable location={location} /> : <Text fw={550}>{location.name}</Text>}</Card>
        ))}
        {mayWrite && locations && <Create />}
      </Stack>
    </Page>
  );
}

function Editable({ location: { id, name, isDefault } }: { location: Location }) {
  const { t } = useTranslation(['inventory', 'frame']);
  const { id: shop } = useShop();
  const [typed, setTyped] = useState(name);
  const [change, changing] = useAction(ChangeLocation, ({ locationUpdate }) => locationUpdate);
  const [remove, removing] = useAction(DeleteLocation, ({ locationDelete }) => locationDelete);
  const [create] = useAction(CreateLocation, ({ locationCreate }) => locationCreate);
  const named = { shop, location: id };
  const rename = async () => {
    const wanted = typed.trim();
    if (wanted === '' || wanted === name) return setTyped(name);
    if (!(await change({ ...named, input: { name: wanted } }))) return;
    tell(t('locations.renamed', { name: wanted }), () => {
      setTyped(name);
      void change({ ...named, input: { name } });
    });
  };
  return (
    <Group gap="sm" justify="space-between" align="center">
      <Group gap="xs" style={{ flex: '1 1 16rem' }}>
        <TextInput
          style={{ flex: 1 }}
          aria-label={t('locations.nameOf', { name })}
          value={typed}
          maxLength={100}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onBlur={() => void rename()}
          onKeyDown={(event) => {
            if (event.key === 'Enter') void rename();
            if (event.key === 'Escape') setTyped(name);
          }}
        />
        {isDefault && (
          <Badge variant="light" tt="none">
            {t('locations.default')}
          </Badge>
        )}
      </Group>
      {!isDefault && (
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            loading={changing}
            onClick={async () => {
              if (await change({ ...named, input: { isDefault: true } })) tell(t('locations.madeDefault', { name }));
            }}
          >
            {t('locations.makeDefault')}
          </Button>
          <Button
            size="xs"
            variant="subtle"
            color="red"
            loading={removing}
            aria-label={t('locations.deleteOf', { name })}
            onClick={async () => {
              if (await remove(named)) tell(t('locations.deleted', { name }), () => void create({ shop, input: { name } }));
            }}
          >
            {t('locations.delete')}
          </Button>
        </Group>
      )}
    </Group>
  );
}

function Create() {
  const { t } = useTranslation('inventory');
  const { id: shop } = useShop();
  const api = useApiForm({
    document: CreateLocation,
    initial: { name: '' },
    variables: ({ name }) => ({ shop, input: { name, idempotencyKey: freshKey() } }),
    payload: ({ locationCreate }) => locationCreate,
    onDone: (_done, { name }) => {
      api.form.setValues({ name: '' });
      tell(t('locations.added', { name }));
    },
  });
  return (
    <Card>
      <Form api={api} action={t('locations.add')}>
        <TextInput label={t('locations.name')} required maxLength={100} {...api.form.getInputProps('name')} />
      </Form>
    </Card>
  );
}

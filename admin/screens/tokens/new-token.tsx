import { Alert, Button, Checkbox, Modal, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/place';
import { graphql } from '../../generated';
import type { Scope } from '../../generated/graphql';
import { Form } from '../../ui/form';
import { useApiForm } from '../../ui/use-api-form';
import { AREAS, expiryAfter, readScope, ticked, writeScope } from './scopes';
import { Secret } from './secret';
import { ShopChoice } from './shop-choice';
import type { Place } from './token';

const AccessTokenCreate = graphql(`
  mutation AccessTokenCreate($agency: ID, $shop: ID, $input: AccessTokenCreateInput!) {
    accessTokenCreate(agency: $agency, shop: $shop, input: $input) {
      accessToken {
        id
        name
        scopes
        ending
        createdAt
        expiresAt
        revokedAt
      }
      secret
      userErrors {
        ...Refused
      }
    }
  }
`);

const DAYS = ['7', '30', '90', '365', ''] as const;

/** A token: what it is called, what it may do and how long; then its secret, this once. */
export function NewToken({ place, onClose }: { place: Place; onClose: () => void }) {
  const { t } = useTranslation(['tokens', 'frame']);
  const [secret, setSecret] = useState<string | null>(null);
  const closing = { 'aria-label': t('frame:close') };
  if (secret)
    return (
      <Modal opened onClose={onClose} title={t('made')} closeOnClickOutside={false} closeOnEscape={false} withCloseButton={false} size="lg">
        <Secret secret={secret} onDone={onClose} />
      </Modal>
    );
  return (
    <Modal opened onClose={onClose} title={t('new')} size="lg" closeButtonProps={closing}>
      <Fields place={place} onMade={setSecret} onClose={onClose} />
    </Modal>
  );
}

function Fields({ place, onMade, onClose }: { place: Place; onMade: (secret: string) => void; onClose: () => void }) {
  const { t } = useTranslation(['tokens', 'frame']);
  const may = useMay();
  const api = useApiForm({
    initial: { name: '', scopes: [] as Scope[], days: '90' as string, shop: '' },
    document: AccessTokenCreate,
    variables: ({ name, scopes, days, shop }) => ({
      ...(shop ? { agency: place.agency, shop } : place),
      input: { name, scopes, expiresAt: expiryAfter(days ? Number(days) : null) },
    }),
    payload: (data) => data.accessTokenCreate,
    onDone: ({ secret }) => onMade(secret ?? ''),
    fields: { expiresAt: 'days' },
  });
  const { form } = api;
  const tick = (scope: Scope, on: boolean) => form.setFieldValue('scopes', ticked(form.values.scopes, scope, on));
  return (
    <Form
      api={api}
      action={t('create')}
      aside={
        <Button variant="default" onClick={onClose}>
          {t('frame:cancel')}
        </Button>
      }
    >
      <TextInput label={t('name')} description={t('nameHint')} data-autofocus {...form.getInputProps('name')} />
      {place.agency && (
        <ShopChoice
          agency={place.agency}
          value={form.values.shop}
          onChange={(shop) => form.setFieldValue('shop', shop)}
          error={form.errors.shop}
        />
      )}
      <Stack gap={4} role="group" aria-labelledby="scopes">
        <Text size="sm" fw={500} id="scopes">
          {t('scopes')}
        </Text>
        <Table aria-labelledby="scopes" verticalSpacing={6}>
          <Table.Tbody>
            {AREAS.map((area) => (
              <Table.Tr key={area}>
                <Table.Td>
                  <Text size="sm">{t(`areas.${area}`)}</Text>
                  <Text size="xs" c="dimmed">
                    {t(`meanings.${area}`)}
                  </Text>
                </Table.Td>
                {[readScope(area), writeScope(area)].map((scope) => (
                  <Table.Td key={scope} w="6rem">
                    <Checkbox
                      label={scope.startsWith('read_') ? t('read') : t('write')}
                      aria-label={t(`short.${scope}`)}
                      checked={form.values.scopes.includes(scope)}
                      disabled={!may(scope)}
                      onChange={(event) => tick(scope, event.currentTarget.checked)}
                    />
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        {form.errors.scopes && (
          <Text size="xs" c="var(--mantine-color-error)" role="alert">
            {form.errors.scopes}
          </Text>
        )}
      </Stack>
      <Select
        label={t('expires')}
        data={DAYS.map((days) => ({ value: days, label: days ? t('days', { count: Number(days) }) : t('never') }))}
        {...form.getInputProps('days')}
      />
      {!form.values.days && (
        <Alert color="yellow" variant="light" p="xs">
          {t('neverWarning')}
        </Alert>
      )}
    </Form>
  );
}

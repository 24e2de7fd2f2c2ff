import { ActionIcon, Button, Modal, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Client } from 'urql';
import { useMay, useShop } from '../../app/place';
import type { Parameters } from '../../app/route';
import { useList } from '../../data/use-list';
import { graphql } from '../../generated';
import type { RedirectsQuery } from '../../generated/graphql';
import { EmptyState } from '../../ui/empty-state';
import { Form } from '../../ui/form';
import { freshKey } from '../../ui/fresh-key';
import { Page } from '../../ui/page';
import { Moment } from '../../ui/show';
import { type Column, Table } from '../../ui/table';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import { useApiForm } from '../../ui/use-api-form';

const Redirects = graphql(`
  query Redirects($shop: ID!, $first: Int!, $after: String) {
    shop(id: $shop) {
      id
      redirects(first: $first, after: $after) {
        nodes {
          id
          path
          target
          createdAt
          product {
            id
          }
          collection {
            id
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

const CreateRedirect = graphql(`
  mutation CreateRedirect($shop: ID!, $input: RedirectCreateInput!) {
    redirectCreate(shop: $shop, input: $input) {
      redirect {
        id
        path
        target
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

const DeleteRedirect = graphql(`
  mutation DeleteRedirect($shop: ID!, $redirect: ID!) {
    redirectDelete(shop: $shop, redirect: $redirect) {
      redirect {
        id
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

type Redirect = NonNullable<RedirectsQuery['shop']>['redirects']['nodes'][number];

export const preload = (client: Client, { shop = '' }: Parameters) => client.query(Redirects, { shop, first: 50, after: null }).toPromise();

/** Old addresses and where they lead. */
export default function RedirectsScreen() {
  const { t } = useTranslation(['settings', 'frame']);
  const { id: shop } = useShop();
  const may = useMay();
  const [adding, { open, close }] = useDisclosure();
  const list = useList(Redirects, { shop }, (data) => data.shop?.redirects);
  const [create] = useAction(CreateRedirect, ({ redirectCreate }) => redirectCreate);
  const [remove] = useAction(DeleteRedirect, ({ redirectDelete }) => redirectDelete);
  const removeIt = async ({ id, path, target, product, collection }: Redirect) => {
    if (!(await remove({ shop, redirect: id }))) return;
    const aim = product ? { product: product.id } : collection ? { collection: collection.id } : target ? { to: target } : null;
    tell(t('redirects.deleted', { path }), aim ? () => void create({ shop, input: { path, ...aim } }) : undefined);
  };
  const mayWrite = may('write_products');
  const add = mayWrite && <Button onClick={open}>{t('redirects.add')}</Button>;
  const columns: Column<Redirect>[] = [
    { key: 'path', header: t('redirects.path'), cell: ({ path }) => path },
    { key: 'target', header: t('redirects.target'), cell: ({ target }) => target ?? t('redirects.gone') },
    { key: 'made', header: t('redirects.made'), cell: ({ createdAt }) => <Moment at={createdAt} />, from: 'md', width: '12rem' },
    ...(mayWrite
      ? [
          {
            key: 'delete',
            header: '',
            width: '3.5rem',
            cell: (one: Redirect) => (
              <ActionIcon variant="default" aria-label={t('redirects.deleteOf', { path: one.path })} onClick={() => void removeIt(one)}>
                <IconTrash size={16} aria-hidden="true" />
              </ActionIcon>
            ),
          },
        ]
      : []),
  ];
  return (
    <Page
      title={t('redirects.title')}
      back={{ to: `/s/${shop}/settings`, label: t('redirects.back') }}
      wide
      actions={list.rows.length > 0 && add}
    >
      <Table
        label={t('redirects.title')}
        list={list}
        columns={columns}
        keyOf={({ id }) => id}
        empty={
          <EmptyState title={t('redirects.none')} action={add}>
            {t('redirects.noneText')}
          </EmptyState>
        }
      />
      <Modal closeButtonProps={{ 'aria-label': t('frame:close') }} opened={adding} onClose={close} title={t('redirects.add')}>
        <Add onDone={close} />
      </Modal>
    </Page>
  );
}

function Add({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('settings');
  const { id: shop } = useShop();
  const api = useApiForm({
    document: CreateRedirect,
    initial: { path: '', to: '' },
    variables: (values) => ({ shop, input: { ...values, idempotencyKey: freshKey() } }),
    payload: ({ redirectCreate }) => redirectCreate,
    onDone: ({ redirect }) => {
      tell(t('redirects.added', { path: redirect?.path ?? '', to: redirect?.target ?? '' }));
      onDone();
    },
  });
  const { form } = api;
  return (
    <Form api={api} action={t('redirects.add')}>
      <TextInput
        label={t('redirects.path')}
        description={t('redirects.pathHint')}
        required
        data-autofocus
        {...form.getInputProps('path')}
      />
      <TextInput label={t('redirects.to')} description={t('redirects.toHint')} required {...form.getInputProps('to')} />
    </Form>
  );
}

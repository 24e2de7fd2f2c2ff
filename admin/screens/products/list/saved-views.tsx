import { ActionIcon, Button, Group, Modal, Popover, Stack, Text, TextInput } from '@mantine/core';
import { IconBookmark, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useShop } from '../../../app/place';
import { graphql } from '../../../generated';
import { Form } from '../../../ui/form';
import { tell } from '../../../ui/tell';
import { useAction } from '../../../ui/use-action';
import { useApiForm } from '../../../ui/use-api-form';

const ProductViews = graphql(`
  query ProductViews($shop: ID!) {
    shop(id: $shop) {
      id
      savedViews(screen: PRODUCTS) {
        id
        name
        query
      }
    }
  }
`);

const ProductViewCreate = graphql(`
  mutation ProductViewCreate($shop: ID!, $input: SavedViewCreateInput!) {
    savedViewCreate(shop: $shop, input: $input) {
      savedView {
        id
        name
        query
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

const ProductViewDelete = graphql(`
  mutation ProductViewDelete($shop: ID!, $savedView: ID!) {
    savedViewDelete(shop: $shop, savedView: $savedView) {
      deleted
      userErrors {
        ...Refused
      }
    }
  }
`);

interface Props {
  /** The filters in use, as the address has them. */
  address: string;
  onChoose: (address: string) => void;
}

/** Filters that somebody keeps under names of his own. */
export function SavedViews({ address, onChoose }: Props) {
  const { t } = useTranslation(['products', 'frame']);
  const shop = useShop();
  const [opened, setOpened] = useState(false);
  const [naming, setNaming] = useState(false);
  const [{ data }] = useQuery({ query: ProductViews, variables: { shop: shop.id } });
  const [create] = useAction(ProductViewCreate, (answer) => answer.savedViewCreate);
  const [remove] = useAction(ProductViewDelete, (answer) => answer.savedViewDelete);
  const views = data?.shop?.savedViews ?? [];
  const drop = async ({ id, name, query }: (typeof views)[number]) => {
    if (await remove({ shop: shop.id, savedView: id }))
      tell(t('views.deleted', { name }), () => void create({ shop: shop.id, input: { screen: 'PRODUCTS', name, query } }));
  };
  return (
    <>
      <Popover opened={opened} onChange={setOpened} position="bottom-end" width={280} trapFocus returnFocus>
        <Popover.Target>
          <Button variant="default" leftSection={<IconBookmark size={16} aria-hidden="true" />} onClick={() => setOpened(!opened)}>
            {t('views.label')}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <Stack gap="xs">
            {views.length === 0 && (
              <Text size="sm" c="dimmed">
                {t('views.none')}
              </Text>
            )}
            {views.map((view) => (
              <Group key={view.id} gap={4} wrap="nowrap">
                <Button
                  variant={view.query === address ? 'light' : 'subtle'}
                  size="compact-sm"
                  justify="flex-start"
                  flex={1}
                  onClick={() => {
                    onChoose(view.query);
                    setOpened(false);
                  }}
                >
                  {view.name}
                </Button>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('views.delete', { name: view.name })}
                  onClick={() => void drop(view)}
                >
                  <IconTrash size={16} aria-hidden="true" />
                </ActionIcon>
              </Group>
            ))}
            <Button
              size="compact-sm"
              variant="default"
              disabled={!address}
              onClick={() => {
                setOpened(false);
                setNaming(true);
              }}
            >
              {t('views.save')}
            </Button>
          </Stack>
        </Popover.Dropdown>
      </Popover>
      <Modal opened={naming} onClose={() => setNaming(false)} title={t('views.save')} closeButtonProps={{ 'aria-label': t('frame:close') }}>
        <Naming address={address} onDone={() => setNaming(false)} />
      </Modal>
    </>
  );
}

function Naming({ address, onDone }: { address: string; onDone: () => void }) {
  const { t } = useTranslation(['products', 'frame']);
  const shop = useShop();
  const api = useApiForm({
    document: ProductViewCreate,
    initial: { name: '' },
    variables: ({ name }) => ({ shop: shop.id, input: { screen: 'PRODUCTS' as const, name, query: address } }),
    payload: (data) => data.savedViewCreate,
    onDone: (_answer, { name }) => {
      tell(t('views.saved', { name }));
      onDone();
    },
  });
  return (
    <Form api={api} action={t('frame:save')}>
      <TextInput label={t('views.name')} description={t('views.nameHint')} required data-autofocus {...api.form.getInputProps('name')} />
    </Form>
  );
}

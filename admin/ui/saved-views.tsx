import { ActionIcon, Button, Group, Modal, Popover, Stack, Text, TextInput } from '@mantine/core';
import { IconBookmark, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useShop } from '../app/place';
import { graphql } from '../generated';
import type { SavedViewScreen } from '../generated/graphql';
import { Form } from './form';
import { tell } from './tell';
import { useAction } from './use-action';
import { useApiForm } from './use-api-form';

const KeptViews = graphql(`
  query KeptViews($shop: ID!, $screen: SavedViewScreen!) {
    shop(id: $shop) {
      id
      savedViews(screen: $screen) {
        id
        name
        query
      }
    }
  }
`);

const KeptViewCreate = graphql(`
  mutation KeptViewCreate($shop: ID!, $input: SavedViewCreateInput!) {
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

const KeptViewDelete = graphql(`
  mutation KeptViewDelete($shop: ID!, $savedView: ID!) {
    savedViewDelete(shop: $shop, savedView: $savedView) {
      deleted
      userErrors {
        ...Refused
      }
    }
  }
`);

interface Props {
  screen: SavedViewScreen;
  /** The filters in use, as the address has them. */
  address: string;
  onChoose: (address: string) => void;
}

/** Filters that somebody keeps under names of his own. */
export function SavedViews({ screen, address, onChoose }: Props) {
  const { t } = useTranslation();
  const shop = useShop();
  const [opened, setOpened] = useState(false);
  const [naming, setNaming] = useState(false);
  const [{ data }] = useQuery({ query: KeptViews, variables: { shop: shop.id, screen } });
  const [create] = useAction(KeptViewCreate, (answer) => answer.savedViewCreate);
  const [remove] = useAction(KeptViewDelete, (answer) => answer.savedViewDelete);
  const views = data?.shop?.savedViews ?? [];
  const drop = async ({ id, name, query }: (typeof views)[number]) => {
    if (await remove({ shop: shop.id, savedView: id }))
      tell(t('views.deleted', { name }), () => void create({ shop: shop.id, input: { screen, name, query } }));
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
      <Modal opened={naming} onClose={() => setNaming(false)} title={t('views.save')} closeButtonProps={{ 'aria-label': t('close') }}>
        <Naming screen={screen} address={address} onDone={() => setNaming(false)} />
      </Modal>
    </>
  );
}

function Naming({ screen, address, onDone }: Omit<Props, 'onChoose'> & { onDone: () => void }) {
  const { t } = useTranslation();
  const shop = useShop();
  const api = useApiForm({
    document: KeptViewCreate,
    initial: { name: '' },
    variables: ({ name }) => ({ shop: shop.id, input: { screen, name, query: address } }),
    payload: (data) => data.savedViewCreate,
    onDone: (_answer, { name }) => {
      tell(t('views.saved', { name }));
      onDone();
    },
  });
  return (
    <Form api={api} action={t('save')}>
      <TextInput label={t('views.name')} description={t('views.nameHint')} required data-autofocus {...api.form.getInputProps('name')} />
    </Form>
  );
}

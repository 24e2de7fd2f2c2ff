import { ActionIcon, Button, Card, Group, Stack, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useMay, useShop } from '../../app/place';
import { EmptyState } from '../../ui/empty-state';
import { Failed } from '../../ui/failed';
import { Page } from '../../ui/page';
import { PageSkeleton } from '../../ui/page-skeleton';
import { useAction } from '../../ui/use-action';
import { moveOf, useFocusFollows } from '../../ui/use-focus-follows';
import { AttributeChange, type Definition, Definitions } from './attribute-documents';
import { AttributeForm } from './attribute-form';
import { positionsFor } from './positions';
import { RemoveAttribute } from './remove-attribute';
import classes from './shelf.module.css';

type Dialog = { kind: 'new' } | { kind: 'edit' | 'remove'; definition: Definition } | null;

/** What the shop says of its products beside the usual: at most 200 definitions, in the order that products show them. */
export default function AttributesScreen() {
  const { t } = useTranslation('collections');
  const { id: shop } = useShop();
  const may = useMay()('write_products');
  const [dialog, setDialog] = useState<Dialog>(null);
  const [{ data, error }] = useQuery({ query: Definitions, variables: { shop } });
  const [change] = useAction(AttributeChange, (answer) => answer.attributeDefinitionUpdate);
  const { list, follow, stay } = useFocusFollows<HTMLOListElement>(data?.shop?.attributeDefinitions.map(({ id }) => id).join());
  if (!data) return error ? <Failed error={error} /> : <PageSkeleton />;
  const definitions = data.shop?.attributeDefinitions ?? [];
  const step = async (from: number, to: number) => {
    follow(to < from ? 'up' : 'down', definitions[from]!.id);
    for (const { id, position } of positionsFor(definitions, from, to)) {
      if (!(await change({ shop, attributeDefinition: id, input: { position } }))) return stay();
    }
  };
  const add = may && (
    <Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => setDialog({ kind: 'new' })}>
      {t('attributes.add')}
    </Button>
  );
  return (
    <Page title={t('attributes.heading')} actions={add} back={{ to: `/s/${shop}/products`, label: t('products') }}>
      {definitions.length === 0 ? (
        <EmptyState title={t('attributes.none')}>{t('attributes.noneText')}</EmptyState>
      ) : (
        <Card>
          <ol ref={list} className={classes.shelf} aria-label={t('attributes.heading')}>
            {definitions.map((definition, at) => (
              <li key={definition.id} className={classes.product}>
                <Stack gap={0} className={classes.title}>
                  <Text size="sm" fw={550}>
                    {definition.name}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {[t(`attributes.types.${definition.type}`), definition.unit, definition.options.join(', '), definition.key]
                      .filter(Boolean)
                      .join(' · ')}
                  </Text>
                </Stack>
                {may && (
                  <Group gap={0} wrap="nowrap">
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      disabled={at === 0}
                      data-move={moveOf('up', definition.id)}
                      aria-label={t('shelf.up', { title: definition.name })}
                      onClick={() => void step(at, at - 1)}
                    >
                      <IconArrowUp size={16} aria-hidden="true" />
                    </ActionIcon>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      disabled={at === definitions.length - 1}
                      data-move={moveOf('down', definition.id)}
                      aria-label={t('shelf.down', { title: definition.name })}
                      onClick={() => void step(at, at + 1)}
                    >
                      <IconArrowDown size={16} aria-hidden="true" />
                    </ActionIcon>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={t('attributes.edit', { name: definition.name })}
                      onClick={() => setDialog({ kind: 'edit', definition })}
                    >
                      <IconPencil size={16} aria-hidden="true" />
                    </ActionIcon>
                    <ActionIcon
                      variant="subtle"
                      color="red"
                      aria-label={t('attributes.remove', { name: definition.name })}
                      onClick={() => setDialog({ kind: 'remove', definition })}
                    >
                      <IconTrash size={16} aria-hidden="true" />
                    </ActionIcon>
                  </Group>
                )}
              </li>
            ))}
          </ol>
        </Card>
      )}
      {dialog?.kind === 'new' && <AttributeForm definition={null} onClose={() => setDialog(null)} />}
      {dialog?.kind === 'edit' && <AttributeForm definition={dialog.definition} onClose={() => setDialog(null)} />}
      {dialog?.kind === 'remove' && <RemoveAttribute definition={dialog.definition} onClose={() => setDialog(null)} />}
    </Page>
  );
}

import { CloseButton, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Named } from './model';

/** What was chosen; each can be taken away. */
export function RemovableList({ items, onRemove }: { items: readonly Named[]; onRemove: (id: string) => void }) {
  const { t } = useTranslation('products');
  return items.map(({ id, title }) => (
    <Group key={id} justify="space-between" wrap="nowrap" gap="xs">
      <Text size="sm">{title}</Text>
      <CloseButton size="sm" aria-label={t('organise.remove', { title })} onClick={() => onRemove(id)} />
    </Group>
  ));
}

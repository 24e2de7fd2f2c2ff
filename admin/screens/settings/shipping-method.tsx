import { ActionIcon, Card, Group, MultiSelect, SimpleGrid, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconArrowDown, IconArrowUp, IconGripVertical, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { moveOf } from '../../ui/use-focus-follows';
import { countryChoices } from './choices';
import classes from './settings.module.css';

interface Props {
  form: UseFormReturnType<Record<string, unknown>>;
  at: number;
  count: number;
  title: string;
  currency: string;
  /** It is saved: its short name stays. */
  isKnown: boolean;
  isDragged: boolean;
  onMove: (by: 1 | -1) => void;
  onDrag: (at: number | null) => void;
  onDrop: () => void;
}

/** One way of sending. It moves by its handle, or by its arrows. */
export function ShippingMethodFields({ form, at, count, title, currency, isKnown, isDragged, onMove, onDrag, onDrop }: Props) {
  const { t, i18n } = useTranslation('settings');
  const path = `settings.shippingMethods.${at}`;
  /** The API speaks of the amount, of its currency or of the price as a whole. */
  const money = (name: 'price' | 'freeFrom') => {
    const props = form.getInputProps(`${path}.${name}.amount`);
    return { ...props, error: props.error ?? form.errors[`${path}.${name}`] };
  };
  return (
    <li onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
      <Card padding="sm" className={classes.method} data-dragged={isDragged || undefined}>
        <Group justify="space-between" gap="xs" mb="xs" wrap="nowrap">
          {/* biome-ignore lint/a11y/noStaticElementInteractions: a handle for the mouse; the arrows beside it do the same by keyboard */}
          <span
            className={classes.handle}
            draggable
            title={t('shipping.drag', { title })}
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move';
              event.dataTransfer.setData('text/plain', title);
              onDrag(at);
            }}
            onDragEnd={() => onDrag(null)}
          >
            <IconGripVertical size={18} aria-hidden="true" />
          </span>
          <Group gap={4} wrap="nowrap">
            <ActionIcon
              variant="default"
              data-move={moveOf('up', at)}
              aria-label={t('shipping.up', { title })}
              disabled={at === 0}
              onClick={() => onMove(-1)}
            >
              <IconArrowUp size={16} aria-hidden="true" />
            </ActionIcon>
            <ActionIcon
              variant="default"
              data-move={moveOf('down', at)}
              aria-label={t('shipping.down', { title })}
              disabled={at === count - 1}
              onClick={() => onMove(1)}
            >
              <IconArrowDown size={16} aria-hidden="true" />
            </ActionIcon>
            <ActionIcon
              variant="default"
              aria-label={t('shipping.remove', { title })}
              onClick={() => form.removeListItem('settings.shippingMethods', at)}
            >
              <IconTrash size={16} aria-hidden="true" />
            </ActionIcon>
          </Group>
        </Group>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput label={t('shipping.method')} required maxLength={100} {...form.getInputProps(`${path}.title`)} />
          <TextInput
            label={t('shipping.id')}
            {...(isKnown ? {} : { description: t('shipping.idHint') })}
            required
            readOnly={isKnown}
            maxLength={40}
            {...form.getInputProps(`${path}.id`)}
          />
          <TextInput label={`${t('shipping.price')} (${currency})`} inputMode="decimal" required {...money('price')} />
          <TextInput
            label={`${t('shipping.freeFrom')} (${currency})`}
            placeholder={t('shipping.freeFromHint')}
            inputMode="decimal"
            {...money('freeFrom')}
          />
        </SimpleGrid>
        <MultiSelect
          mt="sm"
          label={t('shipping.countries')}
          placeholder={t('shipping.countriesHint')}
          data={countryChoices(i18n.language)}
          searchable
          clearable
          limit={60}
          {...form.getInputProps(`${path}.countries`)}
        />
      </Card>
    </li>
  );
}

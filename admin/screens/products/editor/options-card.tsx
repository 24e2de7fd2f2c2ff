import { Alert, Button, CloseButton, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type FocusEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SeveralInput } from '../../../ui/several-input';
import type { OptionDraft, ProductDraft, VariantDraft } from './model';
import { addMissing, addOption, MOST_OPTIONS, MOST_VARIANTS, missing, most, removeOption, renameOption, setValues } from './options';
import { Part } from './part';

interface Props {
  options: readonly OptionDraft[];
  variants: readonly VariantDraft[];
  error: string | undefined;
  onChange: (change: Partial<ProductDraft>) => void;
}

/** What shoppers choose by, up to three; the variants follow from it. */
export function OptionsCard({ options, variants, error, onChange }: Props) {
  const { t } = useTranslation('products');
  const [tooMany, setTooMany] = useState(0);
  const choice = { options, variants };
  const change = (next: typeof choice) => {
    setTooMany(next.variants.length > MOST_VARIANTS ? next.variants.length : 0);
    if (next.variants.length <= MOST_VARIANTS) onChange(next);
  };
  const left = most(options) <= MOST_VARIANTS && options.length > 0 ? missing(choice).length : 0;
  return (
    <Part title={t('options.heading')}>
      <Text size="sm" c="dimmed">
        {t('options.text')}
      </Text>
      <Stack gap="sm">
        {options.map((option, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an option is its place
          <Group key={at} align="flex-end" gap="xs" wrap="wrap">
            <TextInput
              flex="1 1 8rem"
              label={t('options.name', { number: at + 1 })}
              value={option.name}
              error={at === 0 ? error : undefined}
              onChange={(event) => change(renameOption(choice, at, event.currentTarget.value))}
            />
            <SeveralInput
              flex="2 1 12rem"
              label={t('options.values', { name: option.name || at + 1 })}
              value={[...option.values]}
              onChange={(values) => values.length > 0 && change(setValues(choice, at, values))}
            />
            <CloseButton mb={4} aria-label={t('options.remove', { name: option.name })} onClick={() => change(removeOption(choice, at))} />
          </Group>
        ))}
        {options.length < MOST_OPTIONS && <NewOption onAdd={(option) => change(addOption(choice, option))} />}
        {tooMany > 0 && (
          <Alert color="red" variant="light" role="alert">
            {t('options.tooMany', { count: tooMany, most: MOST_VARIANTS })}
          </Alert>
        )}
        {left > 0 && (
          <Group gap="xs">
            <Text size="sm">{t('options.missing', { count: left })}</Text>
            <Button size="compact-sm" variant="default" onClick={() => change(addMissing(choice))}>
              {t('options.addMissing')}
            </Button>
          </Group>
        )}
      </Stack>
    </Part>
  );
}

/** A name and its values. The variants are made when both are there and one has gone on: what was typed is not lost for want of a button. */
function NewOption({ onAdd }: { onAdd: (option: OptionDraft) => void }) {
  const { t } = useTranslation('products');
  const [opened, setOpened] = useState(false);
  const [name, setName] = useState('');
  const [values, setValuesTyped] = useState<string[]>([]);
  // Leaving the values takes in the last of them first, before it is drawn.
  const latest = useRef(values);
  const typeValues = (next: string[]) => {
    latest.current = next;
    setValuesTyped(next);
  };
  if (!opened)
    return (
      <Group>
        <Button variant="default" size="xs" leftSection={<IconPlus size={14} aria-hidden="true" />} onClick={() => setOpened(true)}>
          {t('options.add')}
        </Button>
      </Group>
    );
  const add = () => {
    onAdd({ name: name.trim(), values: latest.current });
    setOpened(false);
    setName('');
    typeValues([]);
  };
  const leave = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget) && name.trim() && latest.current.length > 0) add();
  };
  return (
    <Group align="flex-end" gap="xs" onBlur={leave}>
      <TextInput
        flex="1 1 8rem"
        label={t('options.newName')}
        placeholder={t('options.nameHint')}
        autoFocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <SeveralInput
        flex="2 1 12rem"
        label={t('options.newValues')}
        description={t('options.valuesHint')}
        value={values}
        onChange={typeValues}
      />
      <Button variant="default" disabled={!name.trim() || values.length === 0} onClick={add}>
        {t('options.create')}
      </Button>
    </Group>
  );
}

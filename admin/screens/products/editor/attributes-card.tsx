import { Anchor, MultiSelect, Select, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import type { EditorFrameQuery } from '../../../generated/graphql';
import { Link } from '../../../ui/link';
import { SeveralInput } from '../../../ui/several-input';
import { Part } from './part';

type Definition = NonNullable<EditorFrameQuery['shop']>['attributeDefinitions'][number];

interface Props {
  definitions: readonly Definition[];
  values: Readonly<Record<string, string>>;
  errors: Readonly<Record<string, string>>;
  onChange: (values: Record<string, string>) => void;
}

/** What the shop says of its products beside the usual: a field for each of its definitions. */
export function AttributesCard({ definitions, values, errors, onChange }: Props) {
  const { t } = useTranslation('products');
  const { id: shop } = useShop();
  return (
    <Part
      title={t('fields.attributes')}
      aside={
        <Anchor component={Link} to={`/s/${shop}/attributes`} size="sm">
          {t('attributes.define')}
        </Anchor>
      }
    >
      {definitions.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('attributes.none')}
        </Text>
      )}
      {definitions.map((definition) => (
        <Field
          key={definition.key}
          definition={definition}
          value={values[definition.key] ?? ''}
          error={errors[definition.key]}
          onChange={(value) => onChange({ ...values, [definition.key]: value })}
        />
      ))}
    </Part>
  );
}

interface FieldProps {
  definition: Definition;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

function Field({ definition: { name, type, options, unit }, value, error, onChange }: FieldProps) {
  const { t } = useTranslation('products');
  const label = unit ? `${name} (${unit})` : name;
  if (type === 'LIST') {
    const given = {
      label,
      error,
      value: listIn(value),
      onChange: (list: string[]) => onChange(list.length > 0 ? JSON.stringify(list) : ''),
    };
    return options.length > 0 ? <MultiSelect {...given} data={[...options]} searchable clearable /> : <SeveralInput {...given} clearable />;
  }
  if (type === 'BOOLEAN' || options.length > 0) {
    const choices =
      type === 'BOOLEAN'
        ? [
            { value: 'true', label: t('attributes.yes') },
            { value: 'false', label: t('attributes.no') },
          ]
        : options.map((option) => ({ value: option, label: option }));
    return (
      <Select
        label={label}
        error={error}
        data={choices}
        clearable
        searchable={options.length > 8}
        value={value || null}
        onChange={(chosen) => onChange(chosen ?? '')}
      />
    );
  }
  return (
    <TextInput
      label={label}
      error={error}
      type={type === 'DATE' ? 'date' : type === 'URL' ? 'url' : 'text'}
      inputMode={type === 'NUMBER' ? 'decimal' : undefined}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function listIn(value: string): string[] {
  try {
    const read: unknown = JSON.parse(value || '[]');
    return Array.isArray(read) ? read.map(String) : [];
  } catch {
    return [value];
  }
}

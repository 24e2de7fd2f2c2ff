import { Modal, Select, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../app/place';
import type { AttributeType } from '../../generated/graphql';
import { Form } from '../../ui/form';
import { SeveralInput } from '../../ui/several-input';
import { useApiForm } from '../../ui/use-api-form';
import { AttributeAdd, AttributeChange, type Definition } from './attribute-documents';

const TYPES: readonly AttributeType[] = ['TEXT', 'NUMBER', 'BOOLEAN', 'DATE', 'URL', 'LIST'];

interface Values extends Record<string, unknown> {
  name: string;
  key: string;
  type: AttributeType;
  options: string[];
  unit: string;
}

/** Defines an attribute. Key and type of one that is there stay: products hold values of them. */
export function AttributeForm({ definition, onClose }: { definition: Definition | null; onClose: () => void }) {
  const { t } = useTranslation(['collections', 'frame']);
  const title = definition ? t('attributes.edit', { name: definition.name }) : t('attributes.add');
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('frame:close') }}>
      {definition ? <Change definition={definition} onClose={onClose} /> : <Add onClose={onClose} />}
    </Modal>
  );
}

function Add({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('collections');
  const { id: shop } = useShop();
  const api = useApiForm({
    initial: { name: '', key: '', type: 'TEXT', options: [], unit: '' } as Values,
    document: AttributeAdd,
    variables: ({ name, key, type, options, unit }: Values) => ({
      shop,
      input: {
        name,
        type,
        ...(key ? { key } : {}),
        ...(takesOptions(type) ? { options } : {}),
        ...(type === 'NUMBER' && unit ? { unit } : {}),
      },
    }),
    payload: (data) => data.attributeDefinitionCreate,
    onDone: onClose,
  });
  return (
    <Form api={api} action={t('create')}>
      <Stack gap="sm">
        <TextInput label={t('attributes.name')} required data-autofocus {...api.form.getInputProps('name')} />
        <Select
          label={t('attributes.type')}
          data={TYPES.map((type) => ({ value: type, label: t(`attributes.types.${type}`) }))}
          {...api.form.getInputProps('type')}
        />
        <MoreOf form={api.form} type={api.form.values.type} />
        <TextInput label={t('attributes.key')} description={t('attributes.keyHint')} {...api.form.getInputProps('key')} />
      </Stack>
    </Form>
  );
}

function Change({ definition: { id, name, type, options, unit }, onClose }: { definition: Definition; onClose: () => void }) {
  const { t } = useTranslation('collections');
  const { id: shop } = useShop();
  const api = useApiForm({
    initial: { name, key: '', type, options: [...options], unit: unit ?? '' } as Values,
    document: AttributeChange,
    variables: (values: Values) => ({
      shop,
      attributeDefinition: id,
      input: {
        name: values.name,
        ...(takesOptions(type) ? { options: values.options } : {}),
        ...(type === 'NUMBER' ? { unit: values.unit } : {}),
      },
    }),
    payload: (data) => data.attributeDefinitionUpdate,
    onDone: onClose,
  });
  return (
    <Form api={api} action={t('save')}>
      <Stack gap="sm">
        <TextInput label={t('attributes.name')} required data-autofocus {...api.form.getInputProps('name')} />
        <MoreOf form={api.form} type={type} />
      </Stack>
    </Form>
  );
}

const takesOptions = (type: AttributeType): boolean => type === 'TEXT' || type === 'LIST';

interface MoreProps {
  form: ReturnType<typeof useApiForm<Values, unknown, Record<string, unknown>, { userErrors: readonly [] }>>['form'];
  type: AttributeType;
}

/** What only some types have. */
function MoreOf({ form, type }: MoreProps) {
  const { t } = useTranslation('collections');
  if (type === 'NUMBER') return <TextInput label={t('attributes.unit')} placeholder="cm" {...form.getInputProps('unit')} />;
  if (!takesOptions(type)) return null;
  return <SeveralInput label={t('attributes.options')} description={t('attributes.optionsHint')} {...form.getInputProps('options')} />;
}

import { Checkbox, Fieldset, Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Checked, valueAt } from '../connect/use-checks';
import type { ApplicationValues, Part } from './application';
import { PictureField } from './picture-field';
import { groupsOf, type Spec } from './specs';

/** For ever, as WeChat Pay writes it. */
const FOR_EVER = '长期';

const DOCUMENT_TYPES = [
  'IDENTIFICATION_TYPE_IDCARD',
  'IDENTIFICATION_TYPE_OVERSEA_PASSPORT',
  'IDENTIFICATION_TYPE_HONGKONG_PASSPORT',
  'IDENTIFICATION_TYPE_MACAO_PASSPORT',
  'IDENTIFICATION_TYPE_TAIWAN_PASSPORT',
  'IDENTIFICATION_TYPE_FOREIGN_RESIDENT',
  'IDENTIFICATION_TYPE_HONGKONG_MACAO_RESIDENT',
  'IDENTIFICATION_TYPE_TAIWAN_RESIDENT',
] as const;

const CERTIFICATE_TYPES = ['2388', '2389', '2394', '2395', '2396', '2399', '2400', '2520', '2521', '2522'] as const;

interface Props {
  part: Part;
  values: ApplicationValues;
  checked: Checked;
  /** Why WeChat Pay rejected what stood in a field, by its path. */
  reasons: Readonly<Record<string, string>>;
}

/** The fields of a part, group by group. */
export function PartFields({ part, values, checked, reasons }: Props) {
  const { t } = useTranslation('payments');
  return groupsOf(part, values).map(({ title, fields }, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: groups come and go at the end alone
    <Fieldset key={`${title} ${at}`} legend={t(`application.groups.${title}`, { number: at - 1 })}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        {fields.map((spec) => (
          <Field key={spec.path} spec={spec} values={values} checked={checked} reason={reasons[spec.path]} />
        ))}
      </SimpleGrid>
    </Fieldset>
  ));
}

interface FieldProps {
  spec: Spec;
  values: ApplicationValues;
  checked: Checked;
  reason: string | undefined;
}

function Field({ spec: { path, label, hint, kind, required = false }, values, checked, reason }: FieldProps) {
  const { t } = useTranslation('payments');
  const at = `wechatPay.${path}`;
  const value = valueAt(values, at);
  const { error, ...props } = checked.field(at);
  const isEmpty = Array.isArray(value) ? value.length === 0 : value === '';
  const common = {
    label: t(`application.fields.${label}`),
    ...(hint ? { description: t(`application.hints.${hint}`) } : {}),
    error: error ?? (isEmpty ? reason : null),
  };
  const wanted = required ? { withAsterisk: true, 'aria-required': true } : {};
  switch (kind) {
    case 'picture':
      return (
        <PictureField
          {...common}
          required={required}
          value={value ? [String(value)] : []}
          onChange={([upload = '']) => checked.put(at, upload)}
          isOne
        />
      );
    case 'pictures':
      return (
        <PictureField
          {...common}
          required={required}
          value={(value as string[]) ?? []}
          onChange={(uploads) => checked.put(at, uploads)}
          isOne={false}
        />
      );
    case 'day':
      return <TextInput type="date" {...common} {...wanted} {...props} />;
    case 'lastDay':
      return (
        <Stack gap={6}>
          <TextInput
            type="date"
            {...common}
            {...wanted}
            {...props}
            value={value === FOR_EVER ? '' : String(value)}
            disabled={value === FOR_EVER}
          />
          <Checkbox
            size="xs"
            label={t('application.forEver')}
            checked={value === FOR_EVER}
            onChange={(event) => checked.put(at, event.currentTarget.checked ? FOR_EVER : '')}
          />
        </Stack>
      );
    case 'documentType':
      return (
        <Select {...common} {...props} data={DOCUMENT_TYPES.map((type) => ({ value: type, label: t(`application.documents.${type}`) }))} />
      );
    case 'certificateType':
      return (
        <Select
          {...common}
          {...wanted}
          {...props}
          data={CERTIFICATE_TYPES.map((type) => ({ value: `CERTIFICATE_TYPE_${type}`, label: t(`application.certificates.${type}`) }))}
        />
      );
    case 'area':
      return <Textarea rows={3} maxLength={512} {...common} {...props} />;
    case 'text':
      return <TextInput {...common} {...wanted} {...props} />;
  }
}

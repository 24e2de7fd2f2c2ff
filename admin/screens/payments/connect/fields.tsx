import { Button, FileButton, Group, PasswordInput, Stack, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from '../payments.module.css';
import type { Checked } from './use-checks';

interface Props {
  checked: Checked;
  path: string;
  label: string;
  description?: string;
  placeholder?: string;
  required?: boolean;
}

const rest = ({ label, description, placeholder, required }: Props) => ({
  label,
  ...(description ? { description } : {}),
  ...(placeholder ? { placeholder } : {}),
  ...(required ? { withAsterisk: true, 'aria-required': true } : {}),
});

/** A number or name that anybody may see. */
export const PlainField = (props: Props) => <TextInput {...rest(props)} spellCheck={false} {...props.checked.field(props.path)} />;

/** A secret: no browser offers to keep it, and nobody beside reads it. */
export function SecretField(props: Props) {
  const { t } = useTranslation('payments');
  return (
    <PasswordInput
      {...rest(props)}
      autoComplete="new-password"
      spellCheck={false}
      visibilityToggleButtonProps={{ 'aria-label': t('showSecret') }}
      {...props.checked.field(props.path)}
    />
  );
}

/** The text of a key's file, pasted or taken from the file itself; it is read in the page. */
export function PemField({ files, ...props }: Props & { files: string }) {
  const { t } = useTranslation('payments');
  return (
    <Stack gap={6}>
      <Textarea
        {...rest(props)}
        className={classes.pem ?? ''}
        rows={5}
        autoComplete="off"
        spellCheck={false}
        {...props.checked.field(props.path)}
      />
      <TextFromFile label={t('fromFile', { files })} onText={(text) => props.checked.put(props.path, text)} />
    </Stack>
  );
}

/** Larger than any key or certificate. */
const LARGEST = 64_000;

export const TextFromFile = ({ label, onText }: { label: string; onText: (text: string) => void }) => (
  <Group>
    <FileButton accept=".pem,.txt,.key,.crt,.cer" onChange={(file) => file && file.size <= LARGEST && void file.text().then(onText)}>
      {(props) => (
        <Button {...props} size="xs" variant="default">
          {label}
        </Button>
      )}
    </FileButton>
  </Group>
);

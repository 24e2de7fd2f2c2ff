import { Button, PasswordInput, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import { Form } from '../../ui/form';
import { useApiForm } from '../../ui/use-api-form';

const RecoveryCodesRenew = graphql(`
  mutation RecoveryCodesRenew($input: RecoveryCodesRenewInput!) {
    recoveryCodesRenew(input: $input) {
      viewer {
        id
        ...SecondFactorOfViewer
      }
      recoveryCodes
      userErrors {
        ...Refused
      }
    }
  }
`);

interface Props {
  onDone: (recoveryCodes: string[]) => void;
  onCancel: () => void;
}

/** New recovery codes take the password and a code of the app. */
export function RecoveryCodesRenewal({ onDone, onCancel }: Props) {
  const { t } = useTranslation(['people', 'frame']);
  const api = useApiForm({
    document: RecoveryCodesRenew,
    initial: { password: '', code: '' },
    variables: (input) => ({ input }),
    payload: (data) => data.recoveryCodesRenew,
    onDone: ({ recoveryCodes }) => onDone(recoveryCodes ?? []),
  });
  const [password, code] = [api.form.getInputProps('password'), api.form.getInputProps('code')];
  const isWrong = (error: string) => api.errors.some((one) => one.code === error);
  return (
    <Form
      api={api}
      action={t('twoFactor.renewAction')}
      aside={
        <Button variant="default" onClick={onCancel}>
          {t('frame:cancel')}
        </Button>
      }
    >
      <Text size="sm">{t('twoFactor.renewText')}</Text>
      <PasswordInput
        label={t('password')}
        autoComplete="current-password"
        required
        autoFocus
        visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
        {...password}
        error={isWrong('WRONG_CREDENTIALS') && password.error ? t('account.passwordWrong') : password.error}
      />
      <TextInput
        label={t('twoFactor.codeLabel')}
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        maxLength={12}
        {...code}
        error={isWrong('WRONG_CODE') && code.error ? t('twoFactor.wrongCode') : code.error}
      />
    </Form>
  );
}

import { PasswordInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import { Form } from '../../ui/form';
import { tell } from '../../ui/tell';
import { useApiForm } from '../../ui/use-api-form';
import { Section } from './section';

const PasswordChange = graphql(`
  mutation PasswordChange($input: PasswordChangeInput!) {
    passwordChange(input: $input) {
      viewer {
        id
        ...AddressOfViewer
        ...SessionsOfViewer
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export function PasswordCard({ email }: { email: string }) {
  const { t } = useTranslation('people');
  const api = useApiForm({
    document: PasswordChange,
    initial: { current: '', new: '' },
    variables: (input) => ({ input }),
    payload: (data) => data.passwordChange,
    onDone: () => {
      api.form.reset();
      tell(t('account.passwordChanged'));
    },
  });
  const { form } = api;
  const toggle = { 'aria-label': t('showPassword') };
  return (
    <Section title={t('account.passwordTitle')} text={t('account.passwordText')}>
      <Form api={api} action={t('account.passwordAction')}>
        {/* Tells a password manager whose password it is. */}
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <PasswordInput
          label={t('currentPassword')}
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={toggle}
          {...form.getInputProps('current')}
        />
        <PasswordInput
          label={t('newPassword')}
          description={t('passwordHint')}
          autoComplete="new-password"
          required
          visibilityToggleButtonProps={toggle}
          {...form.getInputProps('new')}
        />
      </Form>
    </Section>
  );
}

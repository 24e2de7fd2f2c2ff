import { Alert, Anchor, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session';
import { graphql } from '../../generated';
import { Form } from '../../ui/form';
import { Link, LinkButton } from '../../ui/link';
import { useApiForm } from '../../ui/use-api-form';
import { Entrance } from './entrance';
import { useLinkToken } from './use-link-token';

const PasswordReset = graphql(`
  mutation PasswordReset($token: String!, $input: PasswordResetInput!) {
    passwordReset(token: $token, input: $input) {
      userErrors {
        ...Refused
      }
    }
  }
`);

/** Where the link in the mail leads: a new password. */
export default function Reset() {
  const { t } = useTranslation('people');
  const { changed } = useSession();
  const token = useLinkToken();
  const [done, setDone] = useState(false);
  const api = useApiForm({
    document: PasswordReset,
    initial: { password: '' },
    variables: (input) => ({ token, input }),
    payload: (data) => data.passwordReset,
    onDone: () => {
      setDone(true);
      changed(); // Every session has ended, the one in this browser too.
    },
  });
  if (done)
    return (
      <Entrance title={t('reset.doneTitle')} text={t('reset.doneText')}>
        <LinkButton to="/sign-in">{t('signIn.action')}</LinkButton>
      </Entrance>
    );
  const isGone = !token || api.errors.some(({ code }) => code === 'LINK_EXPIRED');
  const footer = (
    <Anchor component={Link} to="/sign-in">
      {t('toSignIn')}
    </Anchor>
  );
  if (isGone)
    return (
      <Entrance title={t('reset.title')} footer={footer}>
        <Alert color="yellow" variant="light" role="alert">
          {t('reset.gone')}
        </Alert>
        <LinkButton to="/forgot">{t('forgot.title')}</LinkButton>
      </Entrance>
    );
  return (
    <Entrance title={t('reset.title')} text={t('reset.text')} footer={footer}>
      <Form api={api} action={t('reset.action')} fullWidth>
        <PasswordInput
          label={t('newPassword')}
          description={t('passwordHint')}
          autoComplete="new-password"
          required
          visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
          {...api.form.getInputProps('password')}
        />
      </Form>
    </Entrance>
  );
}

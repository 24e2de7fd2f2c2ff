import { Alert, Anchor, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHistoryState } from 'wouter/use-browser-location';
import { graphql } from '../../generated';
import { Form } from '../../ui/form';
import { Link } from '../../ui/link';
import { useApiForm } from '../../ui/use-api-form';
import { Entrance } from './entrance';

const PasswordResetRequest = graphql(`
  mutation PasswordResetRequest($input: PasswordResetRequestInput!) {
    passwordResetRequest(input: $input) {
      userErrors {
        ...Refused
      }
    }
  }
`);

/** Asks for a link to set a new password. Whether somebody has the address is told to nobody. */
export default function Forgot() {
  const { t } = useTranslation('people');
  const typed = useHistoryState<{ email?: string } | null>()?.email ?? '';
  const [asked, setAsked] = useState<string | null>(null);
  const api = useApiForm({
    document: PasswordResetRequest,
    initial: { email: typed },
    variables: (input) => ({ input }),
    payload: (data) => data.passwordResetRequest,
    onDone: (_payload, { email }) => setAsked(email),
  });
  return (
    <Entrance
      title={t('forgot.title')}
      text={t('forgot.text')}
      footer={
        <Anchor component={Link} to="/sign-in">
          {t('toSignIn')}
        </Anchor>
      }
    >
      {asked && (
        <Alert color="green" variant="light" role="status">
          {t('forgot.sent', { email: asked })}
        </Alert>
      )}
      <Form api={api} action={t(asked ? 'forgot.again' : 'forgot.action')} fullWidth>
        <TextInput label={t('email')} type="email" autoComplete="username" required {...api.form.getInputProps('email')} />
      </Form>
    </Entrance>
  );
}

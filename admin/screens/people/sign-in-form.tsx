import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../../data/client';
import { graphql } from '../../generated';

const SignIn = graphql(`
  mutation SignIn($input: SignInInput!) {
    signIn(input: $input) {
      viewer {
        id
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`);

interface Props {
  /** Whose session has ended, where that is known. */
  email?: string | undefined;
  onSignedIn: (person: string) => void;
}

/** E-mail address and password. Past the queue of other requests: they may be waiting for this one. */
export function SignInForm({ email, onSignedIn }: Props) {
  const { t } = useTranslation(['people', 'frame']);
  const form = useForm({ initialValues: { email: email ?? '', password: '' } });
  const [problem, setProblem] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const submit = form.onSubmit(async (input) => {
    setAsking(true);
    setProblem(null);
    try {
      const { signIn } = await ask(SignIn, { input });
      if (signIn?.viewer) onSignedIn(signIn.viewer.id);
      else
        setProblem(
          signIn?.userErrors.map(({ code, message }) => (code === 'WRONG_CREDENTIALS' ? t('signIn.wrong') : message)).join(' ') ?? null,
        );
    } catch {
      setProblem(t('frame:failed.network'));
    }
    setAsking(false);
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={t('email')}
          type="email"
          autoComplete="username"
          required
          data-autofocus={email ? undefined : true}
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label={t('password')}
          autoComplete="current-password"
          required
          data-autofocus={email ? true : undefined}
          visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
          {...form.getInputProps('password')}
        />
        {problem && (
          <Alert color="red" variant="light" role="alert">
            {problem}
          </Alert>
        )}
        <Button type="submit" loading={asking} fullWidth>
          {t('signIn.action')}
        </Button>
      </Stack>
    </form>
  );
}

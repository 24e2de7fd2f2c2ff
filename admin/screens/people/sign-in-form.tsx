import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type ReactNode, useState } from 'react';
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
        ...Refused
      }
    }
  }
`);

interface Props {
  /** Whose session has ended, or who was invited, where that is known. */
  email?: string | undefined;
  onSignedIn: (person: string) => void;
  /** Below the button, given the address that was typed. */
  aside?: (email: string) => ReactNode;
}

/**
 * E-mail address and password, and then the code of whoever has a second factor. Past the queue of other requests: they may be waiting
 * for this one.
 */
export function SignInForm({ email, onSignedIn, aside }: Props) {
  const { t } = useTranslation(['people', 'frame']);
  const form = useForm({ initialValues: { email: email ?? '', password: '', code: '' } });
  const [wantsCode, setWantsCode] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const sentenceOf = ({ code, message }: { code: string; message: string }) =>
    code === 'WRONG_CREDENTIALS' ? t('signIn.wrong') : code === 'WRONG_CODE' ? t('signIn.wrongCode') : message;
  const submit = form.onSubmit(async ({ code, ...input }) => {
    setAsking(true);
    setProblem(null);
    try {
      const { signIn } = await ask(SignIn, { input: wantsCode ? { ...input, code } : input });
      if (signIn?.viewer) onSignedIn(signIn.viewer.id);
      else if (signIn?.userErrors.some((one) => one.code === 'TWO_FACTOR_REQUIRED')) setWantsCode(true);
      else setProblem(signIn?.userErrors.map(sentenceOf).join(' ') ?? null);
    } catch {
      setProblem(t('frame:failed.network'));
    }
    setAsking(false);
  });
  const back = () => {
    setWantsCode(false);
    setProblem(null);
    form.setFieldValue('code', '');
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {wantsCode ? (
          <>
            <Text size="sm">{t('signIn.codeFor', { email: form.values.email })}</Text>
            <TextInput
              label={t('code')}
              description={t('signIn.codeHint')}
              autoComplete="one-time-code"
              required
              autoFocus
              maxLength={40}
              {...form.getInputProps('code')}
            />
          </>
        ) : (
          <>
            <TextInput
              label={t('email')}
              type="email"
              autoComplete="username"
              required
              autoFocus={!email}
              data-autofocus={email ? undefined : true}
              {...form.getInputProps('email')}
            />
            <PasswordInput
              label={t('password')}
              autoComplete="current-password"
              required
              autoFocus={Boolean(email)}
              data-autofocus={email ? true : undefined}
              visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
              {...form.getInputProps('password')}
            />
          </>
        )}
        {problem && (
          <Alert color="red" variant="light" role="alert">
            {problem}
          </Alert>
        )}
        <Button type="submit" loading={asking} fullWidth>
          {t(wantsCode ? 'signIn.confirm' : 'signIn.action')}
        </Button>
        {wantsCode && (
          <Anchor component="button" type="button" size="sm" onClick={back}>
            {t('signIn.back')}
          </Anchor>
        )}
        {aside?.(form.values.email)}
      </Stack>
    </form>
  );
}

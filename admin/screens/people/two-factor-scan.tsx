import { Button, CopyButton, Group, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import { Form } from '../../ui/form';
import { useApiForm } from '../../ui/use-api-form';
import classes from './account.module.css';

const QrCode = lazy(() => import('./qr-code'));

const TwoFactorConfirm = graphql(`
  mutation TwoFactorConfirm($input: TwoFactorConfirmInput!) {
    twoFactorConfirm(input: $input) {
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

export interface Secret {
  secret: string;
  uri: string;
}

interface Props {
  secret: Secret;
  onDone: (recoveryCodes: string[]) => void;
  onCancel: () => void;
}

/** The secret goes into an app, and a code of it comes back. */
export function TwoFactorScan({ secret: { secret, uri }, onDone, onCancel }: Props) {
  const { t } = useTranslation(['people', 'frame']);
  const api = useApiForm({
    document: TwoFactorConfirm,
    initial: { code: '' },
    variables: (input) => ({ input }),
    payload: (data) => data.twoFactorConfirm,
    onDone: ({ recoveryCodes }) => onDone(recoveryCodes ?? []),
  });
  const isWrong = api.errors.some(({ code }) => code === 'WRONG_CODE');
  const input = api.form.getInputProps('code');
  return (
    <Stack gap="sm">
      <div>
        <Title order={3}>{t('twoFactor.scan')}</Title>
        <Text size="sm" c="dimmed" mt={4}>
          {t('twoFactor.scanText')}
        </Text>
      </div>
      <Group align="center" gap="lg">
        <Suspense fallback={<Skeleton className={classes.qr} />}>
          <QrCode text={uri} label={t('twoFactor.qr')} />
        </Suspense>
        <Stack gap={4} className={classes.grow}>
          <Text size="sm" fw={550}>
            {t('twoFactor.key')}
          </Text>
          <Text size="sm" className={classes.key}>
            {secret.replace(/(.{4})(?=.)/g, '$1 ')}
          </Text>
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Button variant="default" size="xs" onClick={copy} w="fit-content">
                {t(copied ? 'twoFactor.copied' : 'twoFactor.copyKey')}
              </Button>
            )}
          </CopyButton>
        </Stack>
      </Group>
      <Form
        api={api}
        action={t('twoFactor.confirm')}
        aside={
          <Button variant="default" onClick={onCancel}>
            {t('frame:cancel')}
          </Button>
        }
      >
        <TextInput
          label={t('twoFactor.codeLabel')}
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          maxLength={12}
          {...input}
          error={isWrong && input.error ? t('twoFactor.wrongCode') : input.error}
        />
      </Form>
    </Stack>
  );
}

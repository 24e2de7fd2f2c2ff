import { Alert, Button, Group, PasswordInput, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import { Form } from '../../ui/form';
import { Moment, Status } from '../../ui/show';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import { useApiForm } from '../../ui/use-api-form';
import classes from './account.module.css';
import type { AccountOfViewer } from './account-document';
import { Section } from './section';

const EmailChange = graphql(`
  mutation EmailChange($input: EmailChangeInput!) {
    emailChange(input: $input) {
      viewer {
        id
        ...AddressOfViewer
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

const EmailChangeSend = graphql(`
  mutation EmailChangeSend {
    emailChangeSend {
      viewer {
        id
        ...AddressOfViewer
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

const EmailChangeCancel = graphql(`
  mutation EmailChangeCancel {
    emailChangeCancel {
      viewer {
        id
        ...AddressOfViewer
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

/** The address that a person signs in with, and the one that waits in its place. */
export function EmailCard({ account: { email, emailConfirmed, pendingEmail } }: { account: AccountOfViewer }) {
  const { t } = useTranslation('people');
  const [changing, setChanging] = useState(false);
  const rest = () => setChanging(false);
  return (
    <Section
      title={t('email')}
      text={t('emailChange.text')}
      aside={<Status tone={emailConfirmed ? 'good' : 'warning'}>{t(emailConfirmed ? 'account.confirmed' : 'account.unconfirmed')}</Status>}
    >
      <Group justify="space-between" gap="xs">
        <Text fw={550} className={classes.grow}>
          {email}
        </Text>
        {!changing && !pendingEmail && (
          <Button variant="default" onClick={() => setChanging(true)}>
            {t('emailChange.change')}
          </Button>
        )}
      </Group>
      {pendingEmail ? <Waiting {...pendingEmail} /> : changing && <Change onDone={rest} />}
    </Section>
  );
}

function Change({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation(['people', 'frame']);
  const api = useApiForm({
    document: EmailChange,
    initial: { email: '', password: '' },
    variables: (input) => ({ input }),
    payload: (data) => data.emailChange,
    onDone: (_payload, { email }) => {
      onDone();
      tell(t('emailChange.sent', { email }));
    },
  });
  const password = api.form.getInputProps('password');
  const isWrong = api.errors.some(({ code }) => code === 'WRONG_CREDENTIALS');
  return (
    <Form
      api={api}
      action={t('emailChange.action')}
      aside={
        <Button variant="default" onClick={onDone}>
          {t('frame:cancel')}
        </Button>
      }
    >
      <TextInput
        label={t('emailChange.new')}
        description={t('emailChange.hint')}
        type="email"
        autoComplete="email"
        required
        autoFocus
        {...api.form.getInputProps('email')}
      />
      <PasswordInput
        label={t('currentPassword')}
        autoComplete="current-password"
        required
        visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
        {...password}
        error={isWrong && password.error ? t('account.passwordWrong') : password.error}
      />
    </Form>
  );
}

function Waiting({ email, expiresAt }: { email: string; expiresAt: string }) {
  const { t } = useTranslation('people');
  const [send, sending] = useAction(EmailChangeSend, (data) => data.emailChangeSend);
  const [cancel, cancelling] = useAction(EmailChangeCancel, (data) => data.emailChangeCancel);
  const pressSend = async () => {
    if (await send({})) tell(t('emailChange.sent', { email }));
  };
  const pressCancel = async () => {
    if (await cancel({})) tell(t('emailChange.cancelled'));
  };
  return (
    <Alert color="blue" variant="light">
      <Text size="sm" className={classes.grow}>
        {t('emailChange.waits', { email })} {t('emailChange.until')} <Moment at={expiresAt} />
      </Text>
      <Group justify="flex-end" gap="xs" mt="sm">
        <Button variant="default" size="xs" onClick={pressCancel} loading={cancelling}>
          {t('emailChange.cancel')}
        </Button>
        <Button variant="default" size="xs" onClick={pressSend} loading={sending}>
          {t('emailChange.send')}
        </Button>
      </Group>
    </Alert>
  );
}

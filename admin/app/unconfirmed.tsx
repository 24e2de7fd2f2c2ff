import { Alert, Button, Group, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import { graphql } from '../generated';
import { tell } from '../ui/tell';
import { useAction } from '../ui/use-action';
import { useViewer, ViewerDocument } from './session';

const EmailConfirmationSend = graphql(`
  mutation EmailConfirmationSend {
    emailConfirmationSend {
      userErrors {
        ...Refused
      }
    }
  }
`);

/** Above every page until the person has shown that mails reach him. */
export function Unconfirmed() {
  const { t } = useTranslation();
  const { email, emailConfirmed } = useViewer();
  const [sent, setSent] = useState(false);
  const [send, sending] = useAction(EmailConfirmationSend, (data) => data.emailConfirmationSend);
  const client = useClient();
  const waits = emailConfirmed === false;
  useEffect(() => {
    if (!waits) return;
    // He comes back from his mails, where the link opened another tab.
    const look = () => void client.query(ViewerDocument, {}, { requestPolicy: 'network-only' }).toPromise();
    addEventListener('focus', look);
    return () => removeEventListener('focus', look);
  }, [waits, client]);
  if (!waits || !email) return null;
  const press = async () => {
    if (!(await send({}))) return;
    setSent(true);
    tell(t('unconfirmed.sent', { email }));
  };
  return (
    <Alert color="yellow" variant="light" p="xs" mb="md">
      <Group justify="space-between" gap="xs">
        <Text size="sm">{t('unconfirmed.text', { email })}</Text>
        {!sent && (
          <Button size="compact-sm" variant="default" onClick={press} loading={sending}>
            {t('unconfirmed.send')}
          </Button>
        )}
      </Group>
    </Alert>
  );
}

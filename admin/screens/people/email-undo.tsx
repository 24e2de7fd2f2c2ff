import { Alert, Anchor, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session';
import { graphql } from '../../generated';
import { Form } from '../../ui/form';
import { Link } from '../../ui/link';
import { useApiForm } from '../../ui/use-api-form';
import { Entrance } from './entrance';
import { useLinkToken } from './use-link-token';

const EmailChangeUndo = graphql(`
  mutation EmailChangeUndo($token: String!) {
    emailChangeUndo(token: $token) {
      userErrors {
        ...Refused
      }
    }
  }
`);

/** Where the mail to an address leads that an account has left. By a press: it ends all that the account's holder has open. */
export default function EmailUndo() {
  const { t } = useTranslation('people');
  const { changed } = useSession();
  const token = useLinkToken();
  const [done, setDone] = useState(false);
  const api = useApiForm({
    document: EmailChangeUndo,
    initial: {},
    variables: () => ({ token }),
    payload: (data) => data.emailChangeUndo,
    onDone: () => {
      setDone(true);
      changed(); // Every session has ended, the one in this browser too.
    },
  });
  const toSignIn = (
    <Anchor component={Link} to="/sign-in">
      {t('toSignIn')}
    </Anchor>
  );
  if (done)
    return (
      <Entrance
        title={t('emailUndo.doneTitle')}
        footer={
          <Anchor component={Link} to="/forgot">
            {t('emailUndo.again')}
          </Anchor>
        }
      >
        <Text role="status">{t('emailUndo.doneText')}</Text>
      </Entrance>
    );
  if (!token || api.errors.some(({ code }) => code === 'LINK_EXPIRED'))
    return (
      <Entrance title={t('emailUndo.title')} footer={toSignIn}>
        <Alert color="yellow" variant="light" role="alert">
          {t('emailUndo.gone')}
        </Alert>
      </Entrance>
    );
  return (
    <Entrance title={t('emailUndo.title')} text={t('emailUndo.text')} footer={toSignIn}>
      <Form api={api} action={t('emailUndo.action')} fullWidth>
        {null}
      </Form>
    </Entrance>
  );
}

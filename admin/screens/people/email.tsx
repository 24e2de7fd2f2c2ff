import { useTranslation } from 'react-i18next';
import { ask } from '../../data/client';
import { graphql } from '../../generated';
import { Followed } from './followed';

const EmailChangeConfirm = graphql(`
  mutation EmailChangeConfirm($token: String!) {
    emailChangeConfirm(token: $token) {
      userErrors {
        ...Refused
      }
    }
  }
`);

const follow = async (token: string) => (await ask(EmailChangeConfirm, { token })).emailChangeConfirm;

/** Opening it makes the address that it was sent to the account's. */
export default function Email() {
  const { t } = useTranslation('people');
  return (
    <Followed
      follow={follow}
      title={t('emailChange.title')}
      gone={t('emailChange.gone')}
      doneTitle={t('emailChange.doneTitle')}
      doneText={t('emailChange.doneText')}
    />
  );
}

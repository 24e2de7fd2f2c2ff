import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session';
import { ask } from '../../data/client';
import { graphql } from '../../generated';
import { Followed } from './followed';

const EmailConfirm = graphql(`
  mutation EmailConfirm($token: String!) {
    emailConfirm(token: $token) {
      userErrors {
        ...Refused
      }
    }
  }
`);

const follow = async (token: string) => (await ask(EmailConfirm, { token })).emailConfirm;

/** Opening it confirms the address. */
export default function Confirm() {
  const { t } = useTranslation('people');
  const { viewer } = useSession();
  return (
    <Followed
      follow={follow}
      title={t('confirm.title')}
      gone={t('confirm.gone')}
      doneTitle={t('confirm.doneTitle')}
      doneText={t('confirm.doneText')}
      isDone={viewer?.emailConfirmed === true}
    />
  );
}

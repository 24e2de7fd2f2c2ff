import { Alert, Skeleton, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session';
import { ask } from '../../data/client';
import { graphql } from '../../generated';
import { LinkButton } from '../../ui/link';
import { Entrance } from './entrance';
import { useLinkToken } from './use-link-token';

const EmailConfirm = graphql(`
  mutation EmailConfirm($token: String!) {
    emailConfirm(token: $token) {
      userErrors {
        ...Refused
      }
    }
  }
`);

/** Null while it is being confirmed; then what stood in the way, or nothing. */
function useConfirming(token: string): string[] | null {
  const { t } = useTranslation(['people', 'frame']);
  const { changed } = useSession();
  const [problems, setProblems] = useState<string[] | null>(null);
  const asked = useRef('');
  useEffect(() => {
    // Once: the link is used up by it.
    if (asked.current === token) return;
    asked.current = token;
    if (!token) {
      setProblems([t('confirm.gone')]);
      return;
    }
    ask(EmailConfirm, { token })
      .then(({ emailConfirm }) => {
        const errors = emailConfirm?.userErrors ?? [];
        setProblems(errors.map(({ code, message }) => (code === 'LINK_EXPIRED' ? t('confirm.gone') : message)));
        if (errors.length === 0) changed();
      })
      .catch(() => setProblems([t('frame:failed.network')]));
  }, [token, changed, t]);
  return problems;
}

/** Where the link in the mail leads: opening it confirms the address. */
export default function Confirm() {
  const { t } = useTranslation(['people', 'frame']);
  const { viewer } = useSession();
  const problems = useConfirming(useLinkToken());
  const home = <LinkButton to={viewer ? '/' : '/sign-in'}>{t(viewer ? 'toAdmin' : 'signIn.action')}</LinkButton>;
  if (problems === null)
    return (
      <Entrance title={t('confirm.title')}>
        <Skeleton height={16} />
        <Skeleton height={36} />
      </Entrance>
    );
  // A second click on a link that has done its work.
  if (problems.length === 0 || viewer?.emailConfirmed)
    return (
      <Entrance title={t('confirm.doneTitle')}>
        <Text role="status">{t('confirm.doneText')}</Text>
        {home}
      </Entrance>
    );
  return (
    <Entrance title={t('confirm.title')}>
      <Alert color="yellow" variant="light" role="alert">
        {problems.join(' ')}
      </Alert>
      {home}
    </Entrance>
  );
}

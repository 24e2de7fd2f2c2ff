import { Alert, Skeleton, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session';
import { LinkButton } from '../../ui/link';
import type { ApiError } from '../../ui/use-api-form';
import { Entrance } from './entrance';
import { useLinkToken } from './use-link-token';

interface Props {
  /** Uses the link up. */
  follow: (token: string) => Promise<{ userErrors: readonly ApiError[] } | null | undefined>;
  title: string;
  /** Said of a link that was used already or is too old. */
  gone: string;
  doneTitle: string;
  doneText: string;
  /** What the link does is done, by whatever link. */
  isDone?: boolean;
}

/** Where a link in a mail leads that does its work by being opened. */
export function Followed({ follow, title, gone, doneTitle, doneText, isDone = false }: Props) {
  const { t } = useTranslation('people');
  const { viewer } = useSession();
  const problems = useFollowing(useLinkToken(), follow, gone);
  const home = <LinkButton to={viewer ? '/' : '/sign-in'}>{t(viewer ? 'toAdmin' : 'signIn.action')}</LinkButton>;
  if (problems === null)
    return (
      <Entrance title={title}>
        <Skeleton height={16} />
        <Skeleton height={36} />
      </Entrance>
    );
  if (problems.length === 0 || isDone)
    return (
      <Entrance title={doneTitle}>
        <Text role="status">{doneText}</Text>
        {home}
      </Entrance>
    );
  return (
    <Entrance title={title}>
      <Alert color="yellow" variant="light" role="alert">
        {problems.join(' ')}
      </Alert>
      {home}
    </Entrance>
  );
}

/** Null while the link is being followed; then what stood in the way, or nothing. */
function useFollowing(token: string, follow: Props['follow'], gone: string): string[] | null {
  const { t } = useTranslation();
  const { changed } = useSession();
  const [problems, setProblems] = useState<string[] | null>(null);
  const asked = useRef('');
  useEffect(() => {
    // Once: the link is used up by it.
    if (asked.current === token) return;
    asked.current = token;
    follow(token)
      .then((payload) => {
        const errors = payload?.userErrors ?? [];
        setProblems(errors.map(({ code, message }) => (code === 'LINK_EXPIRED' ? gone : message)));
        if (errors.length === 0) changed();
      })
      .catch(() => setProblems([t('failed.network')]));
  }, [token, follow, gone, changed, t]);
  return token ? problems : [gone];
}

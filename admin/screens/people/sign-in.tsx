import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearchParams } from 'wouter';
import { useSession } from '../../app/session';
import { Link } from '../../ui/link';
import { Already } from './already';
import { Entrance } from './entrance';
import { SignInForm } from './sign-in-form';

export default function SignIn() {
  const { t } = useTranslation('people');
  const { changed } = useSession();
  const [, navigate] = useLocation();
  const [search] = useSearchParams();
  const next = search.get('next') ?? '/';
  return (
    <Entrance
      title={t('signIn.title')}
      footer={
        <>
          {t('signIn.new')}{' '}
          <Anchor component={Link} to="/sign-up">
            {t('signUp.action')}
          </Anchor>
        </>
      }
    >
      <Already />
      <SignInForm
        onSignedIn={() => {
          changed();
          navigate(isOurs(next) ? next : '/', { replace: true });
        }}
        aside={(email) => (
          <Anchor component={Link} to="/forgot" state={{ email }} size="sm">
            {t('forgot.link')}
          </Anchor>
        )}
      />
    </Entrance>
  );
}

/** A path below /admin, and no other address that a link might try to pass off as one. */
const isOurs = (path: string): boolean => /^\/[^/\\]/.test(path) || path === '/';

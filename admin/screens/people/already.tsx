import { Alert, Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session';
import { Link } from '../../ui/link';

/** For who came here by an old bookmark: he is signed in, and need not do so again. */
export function Already() {
  const { t } = useTranslation('people');
  const { viewer } = useSession();
  if (!viewer) return null;
  return (
    <Alert color="blue" variant="light" p="xs">
      {t('signIn.already', { who: viewer.email ?? viewer.name })}{' '}
      <Anchor component={Link} to="/" inherit>
        {t('toAdmin')}
      </Anchor>
    </Alert>
  );
}

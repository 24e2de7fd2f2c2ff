import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/empty-state';
import { LinkButton } from '../ui/link';

/** What does not exist, or is another's. */
export function Missing() {
  const { t } = useTranslation();
  return (
    <EmptyState order={1} title={t('missing.title')} action={<LinkButton to="/">{t('missing.home')}</LinkButton>}>
      {t('missing.text')}
    </EmptyState>
  );
}

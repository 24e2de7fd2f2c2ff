import { useTranslation } from 'react-i18next';
import { Redirect } from 'wouter';
import { EmptyState } from '../ui/empty-state';
import { useViewer } from './session';

/** Where a person begins: with his agency, else with his shop. */
export function Home() {
  const { agencies, shops } = useViewer();
  const { t } = useTranslation();
  if (agencies[0]) return <Redirect to={`/a/${agencies[0].id}/shops`} replace />;
  if (shops[0]) return <Redirect to={`/s/${shops[0].id}`} replace />;
  return (
    <EmptyState order={1} title={t('nowhere.title')}>
      {t('nowhere.text')}
    </EmptyState>
  );
}

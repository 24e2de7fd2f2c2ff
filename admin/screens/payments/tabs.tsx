import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useShop } from '../../app/place';
import { Link } from '../../ui/link';
import classes from './payments.module.css';

const TABS = [
  { to: '', label: 'overview' },
  { to: '/methods', label: 'methods' },
  { to: '/ledger', label: 'ledger' },
  { to: '/statements', label: 'statements' },
  { to: '/differences', label: 'differences' },
  { to: '/disputes', label: 'disputes' },
] as const;

/** What there is about a shop's payments. */
export function Tabs() {
  const { t } = useTranslation('payments');
  const { id } = useShop();
  const [path] = useLocation();
  const base = `/s/${id}/payments`;
  return (
    <nav aria-label={t('tabs.label')} className={classes.tabs}>
      {TABS.map(({ to, label }) => (
        <Link key={label} to={base + to} className={classes.tab} aria-current={path === base + to ? 'page' : undefined}>
          {t(`tabs.${label}`)}
        </Link>
      ))}
    </nav>
  );
}

import { Card, Group, Skeleton, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconExclamationCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../app/place';
import type { ShopProblemKind } from '../../generated/graphql';
import { Link } from '../../ui/link';
import { useFormat } from '../../ui/show';
import type { HomeShop } from './home';
import classes from './home.module.css';

/** Where each is looked at, below the shop. */
const PLACES: Readonly<Record<ShopProblemKind, string>> = {
  NO_WAY_TO_PAY: '/payments',
  PAYMENT_ACCOUNT: '/payments',
  PAYMENT_ONBOARDING: '/payments',
  PAYMENT_MISMATCH: '/payments',
  DIFFERENCE: '/payments/differences',
  DISPUTE: '/payments/disputes',
  MAIL_FAILED: '/notifications?status=FAILED',
  SHIPPING_UPLOAD: '/orders',
  IMPORT_FAILED: '/imports',
  FEED_DISABLED: '/imports/feeds',
  LOW_STOCK: '/inventory?low=true',
};

/** What waits for a person; each leads to where it is mended. */
export function Problems({ problems }: { problems: HomeShop['problems'] | undefined }) {
  const { t } = useTranslation('home');
  return (
    <Card component="section" aria-labelledby="problems">
      <Title order={2} id="problems" mb="sm">
        {t('problems.title')}
      </Title>
      {!problems && <Skeleton height={60} />}
      {problems?.length === 0 && (
        <Group gap="xs" wrap="nowrap">
          <IconCircleCheck size={20} stroke={1.7} aria-hidden="true" className={classes.good} />
          <Text size="sm">{t('problems.none')}</Text>
        </Group>
      )}
      {problems && problems.length > 0 && (
        <ul className={classes.list}>
          {problems.map((problem) => (
            <Problem key={problem.kind} {...problem} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Problem({ kind, severity, count, more, since }: HomeShop['problems'][number]) {
  const { t } = useTranslation('home');
  const { id } = useShop();
  const { date, number } = useFormat();
  const isUrgent = severity === 'URGENT';
  const Sign = isUrgent ? IconExclamationCircle : IconAlertTriangle;
  return (
    <li>
      <Link to={`/s/${id}${PLACES[kind]}`} className={classes.row}>
        <Sign
          size={20}
          stroke={1.7}
          className={isUrgent ? classes.urgent : classes.warning}
          role="img"
          aria-label={t(`problems.${severity}`)}
        />
        <span className={classes.words}>
          <span>{t(`problems.${kind}`, { count, number: more ? `${number(count)}+` : number(count) })}</span>
          {since && <span className={classes.aside}>{t('problems.since', { date: date(since) })}</span>}
        </span>
      </Link>
    </li>
  );
}

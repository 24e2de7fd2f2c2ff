import { Button, Card, Group, Progress, Text, Title } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../app/place';
import type { SetupStepKind } from '../../generated/graphql';
import { Link } from '../../ui/link';
import type { HomeShop } from './home';
import classes from './home.module.css';

/** Where each is done, below the shop. A shop that sells for real is opened by the agency. */
const PLACES: Readonly<Record<SetupStepKind, string | null>> = {
  PRODUCT: '/products/new',
  SHIPPING: '/settings',
  TAX: '/settings',
  MERCHANT_EMAIL: '/settings',
  PAYMENT: '/payments',
  ORDER: '/developers',
  LIVE: null,
};

const keyOf = (shop: string): string => `shopyard.setup.hidden.${shop}`;

/** What a new shop still needs. It checks itself off, and is gone when all is done, or when one has seen enough of it. */
export function SetupList({ steps }: { steps: HomeShop['setup'] }) {
  const { t } = useTranslation('home');
  const { id } = useShop();
  const [hidden, setHidden] = useState(() => localStorage.getItem(keyOf(id)) !== null);
  const done = steps.filter((step) => step.done).length;
  if (done === steps.length) return null;
  const keep = (hide: boolean) => {
    if (hide) localStorage.setItem(keyOf(id), '1');
    else localStorage.removeItem(keyOf(id));
    setHidden(hide);
  };
  const progress = t('setup.progress', { done, all: steps.length });
  if (hidden)
    return (
      <Group>
        <Button size="compact-sm" variant="default" onClick={() => keep(false)}>
          {t('setup.show')} · {progress}
        </Button>
      </Group>
    );
  return (
    <Card component="section" aria-labelledby="setup">
      <Group justify="space-between" mb={4}>
        <Title order={2} id="setup">
          {t('setup.title')}
        </Title>
        <Button size="compact-xs" variant="default" onClick={() => keep(true)}>
          {t('setup.hide')}
        </Button>
      </Group>
      <Text size="sm" c="dimmed" mb="xs">
        {progress}
      </Text>
      <Progress value={(100 * done) / steps.length} size="sm" mb="sm" aria-hidden="true" />
      <ul className={classes.list}>
        {steps.map((step) => (
          <Step key={step.step} {...step} />
        ))}
      </ul>
    </Card>
  );
}

function Step({ step, done }: HomeShop['setup'][number]) {
  const { t } = useTranslation('home');
  const { id, agency } = useShop();
  const below = PLACES[step];
  const to = below === null ? (agency ? `/a/${agency.id}/shops` : null) : `/s/${id}${below}`;
  const Sign = done ? IconCircleCheckFilled : IconCircle;
  const content = (
    <>
      <Sign size={20} className={done ? classes.good : classes.open} role="img" aria-label={done ? t('setup.done') : t('setup.open')} />
      <span className={classes.words}>
        <span data-done={done || undefined}>{t(`setup.${step}`)}</span>
        {!done && <span className={classes.aside}>{t(`setup.hints.${step}`)}</span>}
      </span>
    </>
  );
  return (
    <li>
      {to && !done ? (
        <Link to={to} className={classes.row}>
          {content}
        </Link>
      ) : (
        <span className={classes.row}>{content}</span>
      )}
    </li>
  );
}

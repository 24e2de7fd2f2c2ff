import { Button, Card, Group, Progress, Text, Title } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useShop } from '../../app/place';
import { useViewer } from '../../app/session';
import type { Scope, SetupStepKind } from '../../generated/graphql';
import { Link } from '../../ui/link';
import classes from './home.module.css';
import type { HomeShop } from './home-document';

/** Where each is done, below the shop, and by whom. */
const PLACES: Readonly<Record<Exclude<SetupStepKind, 'LIVE'>, { to: string; scope: Scope }>> = {
  PRODUCT: { to: '/products/new', scope: 'write_products' },
  SHIPPING: { to: '/settings?section=shipping', scope: 'write_settings' },
  TAX: { to: '/settings?section=tax', scope: 'write_settings' },
  MERCHANT_EMAIL: { to: '/settings?section=selling', scope: 'write_settings' },
  PAYMENT: { to: '/payments', scope: 'write_payments' },
  ORDER: { to: '/developers?example=shelf', scope: 'read_orders' },
};

/** Where a step is done, for who may do it. A shop that sells for real is opened by the agency, with this one as its blueprint. */
function usePlaceOf(step: SetupStepKind): string | null {
  const { id, agency } = useShop();
  const may = useMay();
  const { agencies } = useViewer();
  if (step !== 'LIVE') return may(PLACES[step].scope) ? `/s/${id}${PLACES[step].to}` : null;
  const above = agencies.find((one) => one.id === agency?.id);
  return above?.viewerScopes.includes('write_settings') ? `/a/${above.id}/shops/new?blueprint=${id}` : null;
}

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
  const { mode } = useShop();
  const to = usePlaceOf(step);
  // Where money is real, so is the first order.
  const said = step === 'ORDER' && mode === 'LIVE' ? 'ORDER_LIVE' : step;
  const Sign = done ? IconCircleCheckFilled : IconCircle;
  const content = (
    <>
      <Sign size={20} className={done ? classes.good : classes.open} role="img" aria-label={done ? t('setup.done') : t('setup.open')} />
      <span className={classes.words}>
        <span data-done={done || undefined}>{t(`setup.${said}`)}</span>
        {!done && <span className={classes.aside}>{t(`setup.hints.${said}`)}</span>}
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

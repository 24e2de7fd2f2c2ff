import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../app/place';
import { useList } from '../../data/use-list';
import type { StockLedgerQuery } from '../../generated/graphql';
import { EmptyState } from '../../ui/empty-state';
import { Failed } from '../../ui/failed';
import { Moment, useFormat } from '../../ui/show';
import { LedgerDocument } from './documents';
import classes from './stock.module.css';

type VariantNode = Extract<NonNullable<NonNullable<StockLedgerQuery['shop']>['node']>, { adjustments: unknown }>;
type Adjustment = VariantNode['adjustments']['nodes'][number];

const adjustmentsIn = (data: StockLedgerQuery) => {
  const node = data.shop?.node;
  return node && 'adjustments' in node ? node.adjustments : null;
};

/** Every change of a variant's stock at one location: who, why, from how many to how many, and when. */
export function Ledger({ variant, location }: { variant: string; location: string }) {
  const { t } = useTranslation('inventory');
  const { id: shop } = useShop();
  const list = useList(LedgerDocument, { shop, variant, location }, adjustmentsIn, { first: 50 });
  if (list.error && list.rows.length === 0) return <Failed error={list.error} onRetry={list.reload} />;
  if (list.loading) return <Skeleton height={140} radius="md" />;
  if (list.rows.length === 0) return <EmptyState title={t('ledger.none')}>{t('ledger.noneText')}</EmptyState>;
  return (
    <Stack gap="sm">
      <ol className={classes.ledger}>
        {list.rows.map((one) => (
          <Entry key={`${one.createdAt} ${one.after} ${one.delta}`} one={one} />
        ))}
      </ol>
      {list.hasMore && (
        <Button variant="default" loading={list.loadingMore} onClick={list.loadMore}>
          {t('ledger.more')}
        </Button>
      )}
      <Text size="xs" c="dimmed">
        {t('ledger.noneText')}
      </Text>
    </Stack>
  );
}

function Entry({ one: { delta, after, reason, actorKind, actorName, createdAt } }: { one: Adjustment }) {
  const { t } = useTranslation('inventory');
  const { number } = useFormat();
  const who =
    actorKind === 'system'
      ? t('ledger.system')
      : actorKind === 'app'
        ? t('ledger.app', { name: actorName ?? '' })
        : (actorName ?? t('ledger.gone'));
  return (
    <li>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <div>
          <Text size="sm" fw={550}>
            {t(`ledger.reasons.${reason}` as 'ledger.reasons.Counted', { defaultValue: reason })}
          </Text>
          <Text size="xs" c="dimmed">
            {who} · <Moment at={createdAt} />
          </Text>
        </div>
        <Text size="sm" ta="end" className="numbers" style={{ whiteSpace: 'nowrap' }}>
          <strong>{signed(delta)}</strong>
          <br />
          {t('ledger.fromTo', { from: number(after - delta), to: number(after) })}
        </Text>
      </Group>
    </li>
  );
}

/** `+3`, `−2` */
export const signed = (delta: number): string => (delta < 0 ? `−${-delta}` : `+${delta}`);

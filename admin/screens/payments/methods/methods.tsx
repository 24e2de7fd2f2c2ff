import { Button, Card, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from 'urql';
import { useQuery } from 'urql';
import { useMay, useShop } from '../../../app/place';
import type { Parameters } from '../../../app/route';
import type { PaymentMethodChoiceInput } from '../../../generated/graphql';
import { EmptyState } from '../../../ui/empty-state';
import { Failed } from '../../../ui/failed';
import { LinkButton } from '../../../ui/link';
import { Page } from '../../../ui/page';
import { PageSkeleton } from '../../../ui/page-skeleton';
import { tell } from '../../../ui/tell';
import { useAction } from '../../../ui/use-action';
import classes from '../payments.module.css';
import { Tabs } from '../tabs';
import { inputOf, type Row, rowsOf, wordOf } from './choices';
import { PaymentMethods, UpdatePaymentMethods } from './documents';
import { Offered } from './offered';
import { useReorder } from './use-reorder';
import { WayRow } from './way-row';

export const preload = (client: Client, { shop = '' }: Parameters) => client.query(PaymentMethods, { shop }).toPromise();

/** The ways to pay, in the order that buyers see: each change holds at once, and is taken back with Undo. */
export default function Methods() {
  const { t } = useTranslation('payments');
  const { id: shop } = useShop();
  const mayWrite = useMay()('write_payments');
  const [{ data, error }, read] = useQuery({ query: PaymentMethods, variables: { shop } });
  const [update] = useAction(UpdatePaymentMethods, (answer) => answer.paymentMethodsUpdate);
  // What was done last, until the server's answer shows it.
  const [pending, setPending] = useState<Row[] | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever the server answers takes its place
  useEffect(() => setPending(null), [data]);
  const [said, say] = useState('');
  const choices = data?.shop?.paymentMethods ?? [];
  const rows = pending ?? rowsOf(data?.shop?.paymentWays ?? [], choices);
  const reread = () => read({ requestPolicy: 'network-only' });
  const save = async (changeFrom: PaymentMethodChoiceInput[], methods: PaymentMethodChoiceInput[], message: string, undo = true) => {
    const done = await update({ shop, input: { methods, changeFrom } });
    if (done) return tell(message, undo ? () => void save(methods, changeFrom, t('methods.undone'), false) : undefined);
    // Somebody else may have been quicker: what he has chosen is shown.
    setPending(null);
    reread();
  };
  const change = (next: Row[], message: string) => {
    setPending(next);
    return save(inputOf([], choices), inputOf(next, choices), message);
  };
  const order = useReorder(rows, (next, { way }) => {
    const place = next.findIndex((row) => row.way === way) + 1;
    say(t('methods.movedTo', { way: t(wordOf(way)), place, count: next.length }));
    void change(next, t('methods.moved'));
  });
  if (!data) return error ? <Failed error={error} /> : <PageSkeleton />;
  const usual = () => save(inputOf([], choices), [], t('methods.usual'));
  return (
    <Page
      title={t('methods.title')}
      wide
      actions={
        mayWrite &&
        choices.length > 0 && (
          <Button variant="default" onClick={usual}>
            {t('methods.toUsual')}
          </Button>
        )
      }
    >
      <Tabs />
      {rows.length === 0 ? (
        <EmptyState
          title={t('methods.none')}
          action={mayWrite && <LinkButton to={`/s/${shop}/payments`}>{t('methods.connect')}</LinkButton>}
        >
          {t('methods.noneText')}
        </EmptyState>
      ) : (
        <Stack>
          <Text size="sm" c="dimmed">
            {t(mayWrite ? 'methods.text' : 'methods.readText')}
          </Text>
          <Card padding={0}>
            <ul ref={order.list} className={classes.ways}>
              {order.items.map((row, at) => (
                <WayRow
                  key={row.key}
                  row={row}
                  mayWrite={mayWrite}
                  isDragged={order.dragged === row.key}
                  isFirst={at === 0}
                  isLast={at === order.items.length - 1}
                  handle={order.handle(row.key)}
                  onMove={(by) => order.move(row.key, by)}
                  onToggle={(enabled) =>
                    void change(
                      rows.map((one) => (one.key === row.key ? { ...one, enabled } : one)),
                      t(enabled ? 'methods.on' : 'methods.off', { way: t(wordOf(row.way)) }),
                    )
                  }
                  rows={rows}
                  choices={choices}
                  onOutdated={reread}
                />
              ))}
            </ul>
          </Card>
          <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>
          <Offered />
        </Stack>
      )}
    </Page>
  );
}

import { Button, Card, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
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
import { takingTurns } from '../../../ui/taking-turns';
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
  // What the server holds, as far as is known here: what a change is made from.
  const held = useRef<PaymentMethodChoiceInput[]>([]);
  // What was saved last, until the page's data, which were asked for before or after, show it.
  const saved = useRef<PaymentMethodChoiceInput[] | null>(null);
  const underWay = useRef(0);
  const [said, say] = useState('');
  const choices = data?.shop?.paymentMethods ?? [];
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each answer
  useEffect(() => {
    const shown = inputOf([], choices);
    const isOlder = saved.current !== null && JSON.stringify(saved.current) !== JSON.stringify(shown);
    if (underWay.current > 0 || isOlder) return;
    saved.current = null;
    held.current = shown;
    setPending(null);
  }, [data]);
  const rows = pending ?? rowsOf(data?.shop?.paymentWays ?? [], choices);
  const reread = () => read({ requestPolicy: 'network-only' });
  const [inTurn] = useState(takingTurns);
  /** `from`: what it is made from, where that is not what the server holds by then. */
  const save = (methods: PaymentMethodChoiceInput[], message: string, from?: PaymentMethodChoiceInput[]): Promise<void> => {
    underWay.current += 1;
    return inTurn(async () => {
      const changeFrom = from ?? held.current;
      const done = await update({ shop, input: { methods, changeFrom } });
      underWay.current -= 1;
      if (done) {
        held.current = methods;
        saved.current = methods;
        return tell(message, from ? undefined : () => void save(changeFrom, t('methods.undone'), methods));
      }
      // Somebody else may have been quicker: what he has chosen is shown.
      saved.current = null;
      setPending(null);
      reread();
    });
  };
  const change = (next: Row[], message: string) => {
    setPending(next);
    return save(inputOf(next, choices), message);
  };
  const order = useReorder(rows, (next, { way }) => {
    const place = next.findIndex((row) => row.way === way) + 1;
    say(t('methods.movedTo', { way: t(wordOf(way)), place, count: next.length }));
    void change(next, t('methods.moved'));
  });
  if (!data) return error ? <Failed error={error} /> : <PageSkeleton />;
  const usual = () => save([], t('methods.usual'));
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

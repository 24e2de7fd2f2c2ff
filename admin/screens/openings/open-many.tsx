import { Alert, Button, Card, Group, Progress, Stack, Text } from '@mantine/core';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAgency } from '../../app/place';
import { Page } from '../../ui/page';
import { PageSkeleton } from '../../ui/page-skeleton';
import { useFormat } from '../../ui/show';
import { tell } from '../../ui/tell';
import { checkRows } from './check-rows';
import { CommonFields } from './common-fields';
import { suggestHandle, takeFree } from './handles';
import { isOpen, isReady, type Row, rowsFrom, withCell } from './opening';
import { type Regional, useRegionalDefaults } from './regional';
import { ShopGrid } from './shop-grid';
import type { Cells, Field } from './shop-rows';
import { TableInput } from './table-input';
import { useOpening } from './use-opening';

export default function OpenMany() {
  const { t } = useTranslation(['openings', 'console', 'frame']);
  const { id: agency } = useAgency();
  const defaults = useRegionalDefaults();
  if (!defaults) return <PageSkeleton />;
  return (
    <Page title={t('many.title')} back={{ to: `/a/${agency}/shops`, label: t('console:shops.title') }} wide>
      <Many defaults={defaults} />
    </Page>
  );
}

function Many({ defaults }: { defaults: Regional }) {
  const { t } = useTranslation(['openings', 'console', 'frame']);
  const { number } = useFormat();
  const { opening, change, send, stop, running, problem, done } = useOpening({
    rows: [],
    common: { blueprint: null, blueprintProducts: true, mode: 'TEST', ...defaults },
    part: null,
  });
  const { rows, common, part } = opening;
  const problems = useMemo(() => checkRows(cellsOf(rows), common.blueprint !== null || common.currency !== ''), [rows, common]);
  const ready = rows.filter((row, at) => isReady(row, problems[at])).length;
  const left = rows.length - done;
  const sent = useMemo(() => new Set(part?.rows), [part]);
  const next = useRef(0);
  // Kept as it was when one asked: a row that is mended does not go from under the hand.
  const [mending, setMending] = useState<ReadonlySet<number> | null>(null);
  const toMend = rows.filter((row, at) => isOpen(row) && !isReady(row, problems[at])).map(({ key }) => key);
  const shown = rows.map((row, at) => ({ row, at })).filter(({ row }) => !mending || mending.has(row.key));
  const inherited = {
    mode: t(`modes.${common.mode}`),
    currency: common.currency,
    locale: common.locale,
    timezone: common.timezone,
  };

  const add = async (shops: Cells[]) => {
    const taken = new Set(shops.map(({ handle }) => handle));
    const whole: Cells[] = [];
    for (const one of shops) whole.push(one.handle ? one : { ...one, handle: takeFree(await suggestHandle(one.name), taken) });
    change((now) => {
      next.current = Math.max(next.current, ...now.rows.map(({ key }) => key + 1), 0);
      return { ...now, rows: [...now.rows, ...rowsFrom(whole, next.current)] };
    });
  };
  const onCell = useCallback(
    (key: number, field: Field, text: string) =>
      change((now) => ({ ...now, rows: now.rows.map((row) => (row.key === key ? withCell(row, field, text) : row)) })),
    [change],
  );
  const remove = useCallback((key: number) => change((now) => ({ ...now, rows: now.rows.filter((row) => row.key !== key) })), [change]);
  const clear = () => {
    const before = opening;
    change((now) => ({ ...now, rows: [], part: null }));
    tell(t('many.cleared'), () => change(() => before));
  };

  if (rows.length === 0)
    return (
      <Stack>
        <Text size="sm" c="dimmed">
          {t('many.intro')}
        </Text>
        <TableInput onShops={add} />
      </Stack>
    );
  return (
    <Stack>
      <CommonFields
        common={common}
        defaults={defaults}
        disabled={running || part !== null}
        onChange={(changed) => change((now) => ({ ...now, common: changed }))}
      />
      <Card>
        <Stack gap="xs">
          <Group justify="space-between" gap="xs">
            <Group gap="xs">
              <Text size="sm" role="status" className="numbers">
                {t('many.progress', { done: number(done), all: number(rows.length) })}
                {toMend.length > 0 && !running && ` · ${t('many.toMend', { count: toMend.length })}`}
              </Text>
              {mending ? (
                <Button size="compact-sm" variant="default" onClick={() => setMending(null)}>
                  {t('many.showAll')}
                </Button>
              ) : (
                toMend.length > 0 &&
                toMend.length < rows.length &&
                !running && (
                  <Button size="compact-sm" variant="default" onClick={() => setMending(new Set(toMend))}>
                    {t('many.showProblems')}
                  </Button>
                )
              )}
            </Group>
            <Group gap="xs">
              {!running && (
                <Button variant="default" onClick={clear}>
                  {left === 0 ? t('many.again') : t('many.clear')}
                </Button>
              )}
              {running ? (
                <Button variant="default" onClick={stop}>
                  {t('many.stop')}
                </Button>
              ) : (
                left > 0 && (
                  <Button onClick={send} disabled={ready === 0 && !part}>
                    {part ? t('many.resume') : t('many.open', { count: ready })}
                  </Button>
                )
              )}
            </Group>
          </Group>
          {(running || done > 0) && <Progress value={(100 * done) / rows.length} aria-label={t('many.title')} />}
          {running && (
            <Text size="xs" c="dimmed">
              {t('many.stay')}
            </Text>
          )}
          {problem && (
            <Alert color="red" variant="light" role="alert">
              {problem}
            </Alert>
          )}
        </Stack>
      </Card>
      <ShopGrid shown={shown} inherited={inherited} problems={problems} sent={sent} onCell={onCell} onRemove={remove} />
    </Stack>
  );
}

/** Shops that are open already take no handle from those that are not: the server tells of them. */
const cellsOf = (rows: readonly Row[]): Cells[] => rows.map(({ cells }) => cells);

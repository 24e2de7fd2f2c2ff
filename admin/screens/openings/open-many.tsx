import { Alert, Button, Card, Group, Progress, Stack, Text } from '@mantine/core';
import { useCallback, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useAgency } from '../../app/place';
import { Page } from '../../ui/page';
import { PageSkeleton } from '../../ui/page-skeleton';
import { useFormat } from '../../ui/show';
import { tell } from '../../ui/tell';
import { checkRows } from './check-rows';
import { CommonFields } from './common-fields';
import { suggestHandle, takeFree } from './handles';
import { isReady, type Row, rowsFrom, withCell } from './opening';
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
      <CommonFields common={common} defaults={defaults} onChange={(changed) => change((now) => ({ ...now, common: changed }))} />
      <Card>
        <Stack gap="xs">
          <Group justify="space-between" gap="xs">
            <Text size="sm" role="status" className="numbers">
              {t('many.progress', { done: number(done), all: number(rows.length) })}
              {left > ready && !running && ` · ${t('many.toMend', { count: left - ready })}`}
            </Text>
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
          {problem && (
            <Alert color="red" variant="light" role="alert">
              {problem}
            </Alert>
          )}
        </Stack>
      </Card>
      <ShopGrid rows={rows} problems={problems} sent={sent} onCell={onCell} onRemove={remove} />
    </Stack>
  );
}

/** Shops that are open already take no handle from those that are not: the server tells of them. */
const cellsOf = (rows: readonly Row[]): Cells[] => rows.map(({ cells }) => cells);

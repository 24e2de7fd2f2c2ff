import { Box, Card, Checkbox, Loader, Skeleton } from '@mantine/core';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { List } from '../data/use-list';
import { Failed } from './failed';
import { Link } from './link';
import classes from './table.module.css';
import { useSteadyWidths } from './use-steady-widths';

export interface Column<Row> {
  key: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** CSS: `8rem`, `20%`. Left out, what room there is. */
  width?: string;
  /** Numbers and money stand to the right. */
  align?: 'end';
  /** Left out where the table is narrower: `sm` 36em, `md` 62em. */
  from?: 'sm' | 'md';
}

interface Selection {
  selected: ReadonlySet<string>;
  /** In place of how many rows that is, where more than the rows that are here are meant. */
  says?: ReactNode;
  onChange(selected: ReadonlySet<string>): void;
}

interface Props<Row> {
  /** What the rows are, for those who do not see the table. */
  label: string;
  list: List<Row>;
  columns: readonly Column<Row>[];
  keyOf: (row: Row) => string;
  /** Where a row leads: its first cell is a link, and a click anywhere on it follows. */
  linkOf?: (row: Row) => string;
  selection?: Selection;
  /** Above the rows while some are selected. */
  bulkActions?: ReactNode;
  /** Instead of the table where there is no row. */
  empty: ReactNode;
}

/** In pixels, until rows have been drawn and tell their own. */
const ROW_HEIGHT = 52;

/** A list of any length: only the rows near the window are drawn, and further pages are asked for as one comes near their end. */
export function Table<Row>({ label, list, columns, keyOf, linkOf, selection, bulkActions, empty }: Props<Row>) {
  const { t } = useTranslation();
  const body = useRef<HTMLTableSectionElement>(null);
  const head = useRef<HTMLTableRowElement>(null);
  const [offset, setOffset] = useState(0);
  const selecting = selection !== undefined && selection.selected.size > 0;
  const wasSelecting = useRef(selecting);
  // What stands above the rows may come and go. The bar of the selected ones moves no row from under the pointer.
  useLayoutEffect(() => {
    const top = Math.round((body.current?.getBoundingClientRect().top ?? 0) + scrollY);
    // Further down the browser keeps them in their place by itself.
    if (selecting !== wasSelecting.current && scrollY === Math.max(0, offset - top)) scrollBy({ top: top - offset, behavior: 'instant' });
    wasSelecting.current = selecting;
    if (top !== offset) setOffset(top);
  });
  const { rows, hasMore, loading } = list;
  const typical = useRef(ROW_HEIGHT);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => typical.current,
    overscan: 12,
    scrollMargin: offset,
    getItemKey: (index) => keyOf(rows[index]!),
  });
  const widths = useSteadyWidths(head, rows.length > 0, columns.length);
  const items = virtual.getVirtualItems();
  // What has not been drawn yet will be about as high as what is drawn: then the rows below do not move when it is.
  useEffect(() => {
    if (items.length > 0) typical.current = items.reduce((sum, { size }) => sum + size, 0) / items.length;
  }, [items]);
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= rows.length - 15) list.loadMore();
  }, [hasMore, last, rows.length, list.loadMore]);

  if (list.error && rows.length === 0) return <Failed error={list.error} onRetry={list.reload} />;
  if (!loading && rows.length === 0) return <>{empty}</>;
  const before = (items[0]?.start ?? offset) - offset;
  const after = Math.max(0, virtual.getTotalSize() + offset - (items.at(-1)?.end ?? offset));
  const all = selection !== undefined && rows.length > 0 && rows.every((row) => selection.selected.has(keyOf(row)));
  const some = selection !== undefined && !all && selection.selected.size > 0;
  const width = columns.length + (selection ? 1 : 0);
  return (
    <Card padding={0} className={classes.card}>
      {selecting && (
        <Box className={classes.bulk} role="region" aria-label={t('table.bulk')}>
          <span aria-live="polite">{selection.says ?? t('table.selected', { count: selection.selected.size })}</span>
          {bulkActions}
        </Box>
      )}
      <table
        className={classes.table}
        data-steady={widths !== null || undefined}
        aria-label={label}
        aria-rowcount={hasMore ? -1 : rows.length + 1}
        aria-busy={loading}
      >
        <thead>
          <tr ref={head}>
            {selection && (
              <th className={classes.check} scope="col" style={{ width: widths?.[0] }}>
                <Checkbox
                  size="xs"
                  aria-label={t('table.all')}
                  checked={all}
                  indeterminate={some}
                  onChange={() => selection.onChange(all ? new Set() : new Set(rows.map(keyOf)))}
                />
              </th>
            )}
            {columns.map((column, at) => (
              <th
                key={column.key}
                scope="col"
                data-align={column.align}
                data-from={column.from}
                data-roomy={column.width === undefined || undefined}
                style={{ width: widths?.[selection ? at + 1 : at] ?? column.width }}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {loading && <SkeletonRows count={8} width={width} />}
          {before > 0 && <Spacer height={before} width={width} />}
          {items.map(({ index, key }) => {
            const row = rows[index]!;
            return (
              <tr key={key} data-index={index} ref={virtual.measureElement} aria-rowindex={index + 2} className={classes.row}>
                {selection && (
                  <td className={classes.check}>
                    <Checkbox
                      size="xs"
                      aria-label={t('table.one')}
                      checked={selection.selected.has(keyOf(row))}
                      onChange={() => selection.onChange(toggled(selection.selected, keyOf(row)))}
                    />
                  </td>
                )}
                {columns.map((column, at) => (
                  <td key={column.key} data-align={column.align} data-from={column.from} data-label={column.header}>
                    {at === 0 && linkOf ? (
                      <Link to={linkOf(row)} className={classes.link}>
                        {column.cell(row)}
                      </Link>
                    ) : (
                      column.cell(row)
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
          {after > 0 && <Spacer height={after} width={width} />}
        </tbody>
      </table>
      {list.loadingMore && (
        <Box className={classes.more} role="status" aria-label={t('table.more')}>
          <Loader size="xs" />
        </Box>
      )}
    </Card>
  );
}

const Spacer = ({ height, width }: { height: number; width: number }) => (
  <tr className={classes.spacer}>
    <td aria-hidden="true" colSpan={width} style={{ height }} />
  </tr>
);

const SkeletonRows = ({ count, width }: { count: number; width: number }) =>
  Array.from({ length: count }, (_row, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
    <tr key={at}>
      <td aria-hidden="true" colSpan={width}>
        <Skeleton height={14} my={9} width={`${88 - (at % 4) * 13}%`} />
      </td>
    </tr>
  ));

function toggled(selected: ReadonlySet<string>, key: string): Set<string> {
  const next = new Set(selected);
  if (!next.delete(key)) next.add(key);
  return next;
}

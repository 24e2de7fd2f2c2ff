import { Anchor, Box, Card, CloseButton } from '@mantine/core';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { memo, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from '../../ui/link';
import { Status } from '../../ui/show';
import type { Problems } from './check-rows';
import type { Row } from './opening';
import classes from './shop-grid.module.css';
import { FIELDS, type Field } from './shop-rows';

interface Props {
  /** The rows that are shown, and where each stands in the table. */
  shown: readonly { row: Row; at: number }[];
  /** What stands for an empty cell. */
  inherited: Partial<Record<Field, string>>;
  /** Of every row of the table. */
  problems: readonly Problems[];
  /** Rows of the part that is on its way. */
  sent: ReadonlySet<number>;
  onCell(key: number, field: Field, text: string): void;
  onRemove(key: number): void;
}

/** A table that one types into: what is wrong stands below its cell. Only the rows near the window are drawn. */
export function ShopGrid({ shown, inherited, problems, sent, onCell, onRemove }: Props) {
  const { t } = useTranslation(['openings', 'frame']);
  const body = useRef<HTMLTableSectionElement>(null);
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => setOffset((body.current?.getBoundingClientRect().top ?? 0) + scrollY), []);
  const virtual = useWindowVirtualizer({
    count: shown.length,
    estimateSize: () => 46,
    overscan: 10,
    scrollMargin: offset,
    getItemKey: (index) => shown[index]!.row.key,
  });
  const items = virtual.getVirtualItems();
  const before = (items[0]?.start ?? offset) - offset;
  const after = Math.max(0, virtual.getTotalSize() + offset - (items.at(-1)?.end ?? offset) - offset);
  return (
    <Card padding={0} className={classes.card}>
      <table className={classes.table} aria-label={t('many.table')} aria-rowcount={shown.length + 1}>
        <thead>
          <tr>
            <th scope="col" data-field="number">
              {t('many.row')}
            </th>
            {FIELDS.map((field) => (
              <th key={field} scope="col" data-field={field}>
                {t(`fields.${field}`)}
              </th>
            ))}
            <th scope="col">{t('many.state')}</th>
          </tr>
        </thead>
        <tbody ref={body}>
          <Spacer height={before} />
          {items.map(({ index, key }) => {
            const { row, at } = shown[index]!;
            return (
              <tr key={key} data-index={index} ref={virtual.measureElement} aria-rowindex={index + 2}>
                <GridRow
                  row={row}
                  at={at}
                  inherited={inherited}
                  problems={problems[at]!}
                  isSent={sent.has(row.key)}
                  onCell={onCell}
                  onRemove={onRemove}
                />
              </tr>
            );
          })}
          <Spacer height={after} />
        </tbody>
      </table>
    </Card>
  );
}

const Spacer = ({ height }: { height: number }) =>
  height > 0 && (
    <tr>
      <td aria-hidden="true" colSpan={FIELDS.length + 2} style={{ height, padding: 0 }} />
    </tr>
  );

interface RowProps extends Pick<Props, 'inherited' | 'onCell' | 'onRemove'> {
  row: Row;
  at: number;
  problems: Problems;
  isSent: boolean;
}

const same = (one: RowProps, other: RowProps): boolean =>
  one.row === other.row &&
  one.at === other.at &&
  one.isSent === other.isSent &&
  JSON.stringify([one.problems, one.inherited]) === JSON.stringify([other.problems, other.inherited]);

const GridRow = memo(function GridRow({ row, at, inherited, problems, isSent, onCell, onRemove }: RowProps) {
  const { t } = useTranslation(['openings', 'frame']);
  const isOver = row.opened !== null;
  return (
    <>
      <td className={classes.number} data-label={t('many.row')} data-field="number">
        {at + 1}
      </td>
      {FIELDS.map((field) => {
        const problem = isOver ? undefined : (row.refused[field] ?? (problems[field] && t(`problem.${problems[field]}`)));
        const id = `cell-${row.key}-${field}`;
        return (
          <td key={field} data-label={t(`fields.${field}`)} data-field={field}>
            <input
              className={classes.input}
              aria-label={t('many.cell', { field: t(`fields.${field}`), row: at + 1 })}
              aria-invalid={problem ? true : undefined}
              aria-describedby={problem ? id : undefined}
              value={row.cells[field]}
              placeholder={inherited[field]}
              readOnly={isOver || isSent}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => onCell(row.key, field, event.currentTarget.value)}
            />
            {problem && (
              <span id={id} className={classes.problem}>
                {problem}
              </span>
            )}
          </td>
        );
      })}
      <td className={classes.state} data-field="state">
        {row.opened ? (
          <Anchor component={Link} to={`/s/${row.opened.id}`} size="sm">
            {t('many.opened')}
          </Anchor>
        ) : isSent ? (
          <Status tone="busy">{t('many.sent')}</Status>
        ) : (
          <CloseButton size="sm" aria-label={t('many.remove', { row: at + 1 })} onClick={() => onRemove(row.key)} />
        )}
        {row.refused.row && <Box className={classes.problem}>{row.refused.row}</Box>}
      </td>
    </>
  );
}, same);

import { Checkbox } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ClipboardEvent, type KeyboardEvent, useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { goTo } from './go-to';
import { COLUMNS, type ColumnName, type PictureDraft, type VariantDraft } from './model';
import { cellsIn, paste } from './paste';
import classes from './variant-grid.module.css';
import { VariantRow } from './variant-row';

interface Props {
  variants: readonly VariantDraft[];
  pictures: readonly PictureDraft[];
  errors: ReadonlyMap<string, Readonly<Record<string, string>>>;
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
  onChange: (variants: readonly VariantDraft[]) => void;
}

const ROW_HEIGHT = 44;
const WIDTH = COLUMNS.length + 3;

/** Up to 2,048 rows, of which those in sight are drawn. Enter and the arrows go down and up; a spreadsheet's cells are pasted over many. */
export function VariantGrid({ variants, pictures, errors, selected, onSelect, onChange }: Props) {
  const { t } = useTranslation('products');
  const scroller = useRef<HTMLDivElement>(null);
  const latest = useRef(variants);
  latest.current = variants;
  const virtual = useVirtualizer({
    count: variants.length,
    estimateSize: () => ROW_HEIGHT,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => variants[index]?.key ?? index,
    overscan: 8,
  });
  const change = useCallback(
    (key: string, given: Partial<VariantDraft>) => onChange(latest.current.map((one) => (one.key === key ? { ...one, ...given } : one))),
    [onChange],
  );
  const remove = useCallback((key: string) => onChange(latest.current.filter((one) => one.key !== key)), [onChange]);
  const toggle = (key: string) => {
    const next = new Set(selected);
    if (!next.delete(key)) next.add(key);
    onSelect(next);
  };

  const placeOf = (target: EventTarget): { row: number; column: ColumnName } | null => {
    const { row, column } = (target as HTMLElement).dataset;
    return row && column ? { row: Number(row), column: column as ColumnName } : null;
  };
  const go = (row: number, column: ColumnName) => {
    if (row < 0 || row >= variants.length) return;
    virtual.scrollToIndex(row);
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLInputElement>(`[data-row="${row}"][data-column="${column}"]`)?.focus());
  };
  // The first mistake may stand in a row that is not drawn.
  useEffect(() => {
    const row = latest.current.findIndex(({ key }) => errors.has(key));
    const found = errors.get(latest.current[row]?.key ?? '');
    if (!found) return;
    virtual.scrollToIndex(row, { align: 'center' });
    requestAnimationFrame(() => {
      const column = COLUMNS.find((name) => found[name]) ?? 'price';
      if (!document.activeElement?.matches('[aria-invalid="true"]'))
        goTo(scroller.current?.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`));
    });
  }, [errors, virtual]);
  const press = (event: KeyboardEvent) => {
    const place = placeOf(event.target);
    const way = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!place || !way || event.nativeEvent.isComposing) return;
    event.preventDefault();
    go(place.row + way, place.column);
  };
  const pasted = (event: ClipboardEvent) => {
    const place = placeOf(event.target);
    const cells = cellsIn(event.clipboardData.getData('text/plain'));
    if (!place || !cells) return;
    event.preventDefault();
    onChange(paste(variants, place, cells));
  };

  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const all = variants.length > 0 && selected.size === variants.length;
  return (
    <section className={classes.scroller} ref={scroller} aria-label={t('variants.table')} onKeyDown={press} onPaste={pasted}>
      <table className={classes.grid} aria-rowcount={variants.length + 1}>
        <thead>
          <tr>
            <th className={classes.check}>
              <Checkbox
                size="xs"
                aria-label={t('variants.selectAll')}
                checked={all}
                indeterminate={!all && selected.size > 0}
                onChange={() => onSelect(all ? new Set() : new Set(variants.map(({ key }) => key)))}
              />
            </th>
            <th className={classes.name}>{t('variants.variant')}</th>
            {COLUMNS.map((column) => (
              <th key={column}>{t(`variants.${column}`)}</th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Gap height={before} />}
          {items.map(({ index, key }) => {
            const variant = variants[index]!;
            return (
              <VariantRow
                key={key}
                row={index}
                variant={variant}
                pictures={pictures}
                errors={errors.get(variant.key)}
                isSelected={selected.has(variant.key)}
                isOnly={variants.length === 1}
                onToggle={toggle}
                onChange={change}
                onRemove={remove}
              />
            );
          })}
          {after > 0 && <Gap height={after} />}
        </tbody>
      </table>
    </section>
  );
}

const Gap = ({ height }: { height: number }) => (
  <tr>
    <td aria-hidden="true" colSpan={WIDTH} style={{ height, padding: 0, border: 0 }} />
  </tr>
);

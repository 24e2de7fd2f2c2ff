import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Draft } from './drafts';
import { columnIn, piecesIn } from './pieces';
import classes from './stock.module.css';
import type { Level } from './use-stock';

interface Props {
  level: Level;
  name: string;
  draft: Draft | undefined;
  onDraft: (draft: Draft | null) => void;
  /** Saves; `from`: what he has decided to overwrite. */
  onSave: (draft: Draft, from?: number) => void;
  onPaste: (column: string[]) => void;
}

/** How many are available, to be changed in its place. Enter or leaving the cell saves, Escape forgets, the arrows go from row to row. */
export function StockCell({ level, name, draft, onDraft, onSave, onPaste }: Props) {
  const { t } = useTranslation('inventory');
  const save = () => {
    if (draft && draft.now === undefined) onSave(draft);
  };
  return (
    <Stack gap={4} align="flex-end">
      <TextInput
        className={classes.pieces}
        aria-label={t('availableOf', { name })}
        inputMode="numeric"
        size="xs"
        data-stock={level.id}
        data-waiting={draft?.pasted || undefined}
        value={draft?.typed ?? String(level.available)}
        error={draft?.problem}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => {
          const typed = event.currentTarget.value;
          onDraft({ typed, seen: draft?.now ?? draft?.seen ?? level.available, ...(draft?.pasted ? { pasted: true as const } : {}) });
        }}
        onBlur={() => {
          if (!draft?.pasted) save();
        }}
        onPaste={(event) => {
          const column = columnIn(event.clipboardData.getData('text'));
          if (!column) return;
          event.preventDefault();
          onPaste(column);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') save();
          if (event.key === 'Escape') onDraft(null);
          const way = event.key === 'ArrowDown' || event.key === 'Enter' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
          if (way !== 0) {
            event.preventDefault();
            focusBeside(event.currentTarget, way);
          }
        }}
      />
      {draft?.now !== undefined && (
        <Stack gap={4} align="flex-end" role="alert" className={classes.conflict}>
          <Text size="xs">{t('changed', { now: draft.now, was: draft.seen })}</Text>
          <Group gap={4} justify="flex-end">
            <Button size="compact-xs" onClick={() => onSave(draft, draft.now)}>
              {t('setAnyway', { count: piecesIn(draft.typed) ?? 0 })}
            </Button>
            <Button size="compact-xs" variant="default" onClick={() => onDraft(null)}>
              {t('keepTheirs', { count: draft.now })}
            </Button>
          </Group>
        </Stack>
      )}
    </Stack>
  );
}

function focusBeside(input: HTMLInputElement, way: 1 | -1): void {
  const all = [...document.querySelectorAll<HTMLInputElement>('input[data-stock]')];
  all[all.indexOf(input) + way]?.focus();
}

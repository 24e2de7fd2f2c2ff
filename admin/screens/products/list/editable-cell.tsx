import { ActionIcon, TextInput, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import classes from './editable-cell.module.css';
import type { CellEdit } from './use-inline-edits';

interface Props {
  /** What it is, for those who do not see the column: `Title of Red hat`. */
  label: string;
  /** As one types it. */
  text: string;
  shown: ReactNode;
  edit: CellEdit | undefined;
  align?: 'end';
  /** A pencil opens it: what is shown belongs to the row, which leads on. */
  byPencil?: boolean;
  onType: (text: string) => void;
  onSave: (text: string) => void;
  onGiveUp: () => void;
}

/** A cell that becomes a field: a click on it or its pencil, or Enter, begins, Enter or leaving it saves, Tab saves and goes on, Esc gives up. */
export function EditableCell({ label, text, shown, edit, align, byPencil = false, onType, onSave, onGiveUp }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const focusAgain = () => requestAnimationFrame(() => place.current?.querySelector('button')?.focus());
  const save = () => {
    if (!edit || edit.state === 'saving') return;
    if (edit.text.trim() === text) onGiveUp();
    else onSave(edit.text.trim());
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return; // Enter chooses a word of the input method
    if (event.key === 'Enter') {
      event.preventDefault();
      save();
      focusAgain();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      onGiveUp();
      focusAgain();
    } else if (event.key === 'Tab') {
      const next = neighbour(place.current, event.shiftKey ? -1 : 1);
      if (!next) return;
      event.preventDefault();
      save();
      next.focus();
      if (next.dataset.opens === 'field') next.click();
    }
  };
  const isField = edit && edit.state !== 'saving';
  return (
    <div ref={place} className={classes.place} data-align={align} data-cell>
      {isField ? (
        <TextInput
          size="xs"
          aria-label={label}
          value={edit.text}
          error={edit.problem}
          autoFocus={edit.state === 'editing'}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => onType(event.currentTarget.value)}
          onKeyDown={press}
          onBlur={() => edit.state === 'editing' && save()}
        />
      ) : byPencil ? (
        <span className={classes.named}>
          <span className={edit ? classes.saving : undefined}>{edit ? edit.text : shown}</span>
          <ActionIcon
            className={classes.pencil}
            variant="default"
            size="sm"
            data-opens="field"
            aria-label={`${label}: ${edit ? edit.text : text}`}
            onClick={() => onType(text)}
          >
            <IconPencil size={14} stroke={1.7} aria-hidden="true" />
          </ActionIcon>
        </span>
      ) : (
        <UnstyledButton className={classes.cell} data-opens="field" onClick={() => onType(text)}>
          <VisuallyHidden>{label}: </VisuallyHidden>
          {edit ? <span className={classes.saving}>{edit.text}</span> : shown}
        </UnstyledButton>
      )}
    </div>
  );
}

/** The button of the next cell that can be edited, before or behind this one. */
function neighbour(from: HTMLElement | null, way: 1 | -1): HTMLElement | null {
  const cells = [...(from?.closest('table')?.querySelectorAll<HTMLElement>('[data-cell]') ?? [])].filter(
    (one) => one.offsetParent !== null,
  );
  const next = cells[cells.indexOf(from!) + way];
  return next?.querySelector<HTMLElement>('button, input') ?? null;
}

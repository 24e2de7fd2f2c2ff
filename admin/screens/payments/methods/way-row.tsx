import { ActionIcon, Badge, Button, Group, Switch, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconGripVertical } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import { useFormat } from '../../../ui/show';
import classes from '../payments.module.css';
import { ProviderIcon } from '../provider';
import { type Choice, type Row, wordOf } from './choices';
import type { useReorder } from './use-reorder';
import { WayForm } from './way-form';

interface Props {
  row: Row;
  mayWrite: boolean;
  isDragged: boolean;
  isFirst: boolean;
  isLast: boolean;
  handle: ReturnType<ReturnType<typeof useReorder>['handle']>;
  onMove: (by: number) => void;
  onToggle: (enabled: boolean) => void;
  rows: readonly Row[];
  choices: readonly Choice[];
  onOutdated: () => void;
}

/** One way to pay: its place, whether it is offered, and its bounds. */
export function WayRow({ row, mayWrite, isDragged, isFirst, isLast, handle, onMove, onToggle, rows, choices, onOutdated }: Props) {
  const { t } = useTranslation('payments');
  const { currency } = useShop();
  const [open, setOpen] = useState(false);
  const { way, enabled, title } = row;
  const name = t(wordOf(way));
  return (
    <li className={classes.way} data-dragged={isDragged || undefined}>
      <div className={classes.head}>
        {mayWrite && (
          <Group gap={0} wrap="nowrap">
            <UnstyledButton className={classes.handle} aria-label={t('methods.drag', { way: name })} {...handle}>
              <IconGripVertical size={18} aria-hidden="true" />
            </UnstyledButton>
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={isFirst}
              aria-label={t('methods.up', { way: name })}
              onClick={() => onMove(-1)}
            >
              <IconChevronUp size={18} aria-hidden="true" />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={isLast}
              aria-label={t('methods.down', { way: name })}
              onClick={() => onMove(1)}
            >
              <IconChevronDown size={18} aria-hidden="true" />
            </ActionIcon>
          </Group>
        )}
        <ProviderIcon provider={way.provider} />
        <div className={classes.name}>
          <Text size="sm" fw={550}>
            {name}
            {title && (
              <Text span c="dimmed" size="sm" fw={400}>
                {' '}
                {t('methods.titled', { title })}
              </Text>
            )}
          </Text>
          <Bounds row={row} />
        </div>
        {!way.takesCurrency && (
          <Badge color="yellow" variant="light" tt="none">
            {t('methods.otherCurrency', { currency })}
          </Badge>
        )}
        {mayWrite ? (
          <>
            <Switch
              checked={enabled}
              aria-label={t('methods.offer', { way: name })}
              onChange={(event) => onToggle(event.currentTarget.checked)}
            />
            <Button size="xs" variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
              {t(open ? 'methods.close' : 'methods.edit')}
            </Button>
          </>
        ) : (
          <Text size="sm" c="dimmed">
            {t(enabled ? 'methods.isOn' : 'methods.isOff')}
          </Text>
        )}
      </div>
      {open && (
        <div className={classes.edit}>
          <WayForm row={row} rows={rows} choices={choices} onSaved={() => setOpen(false)} onOutdated={onOutdated} />
        </div>
      )}
    </li>
  );
}

/** Where it is offered and for which amounts, in a line. */
function Bounds({ row: { way, places, minAmount, maxAmount } }: { row: Row }) {
  const { t } = useTranslation('payments');
  const { money } = useFormat();
  const where = (places ?? way.usualPlaces).map((place) => t(`places.${place}`)).join(t('methods.comma'));
  const amounts = [
    minAmount && t('methods.from', { amount: money(minAmount) }),
    maxAmount && t('methods.upTo', { amount: money(maxAmount) }),
  ].filter(Boolean);
  return (
    <Text size="xs" c="dimmed">
      {[where || t('methods.nowhere'), ...amounts].join(' · ')}
    </Text>
  );
}

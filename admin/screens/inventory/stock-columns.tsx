import { ActionIcon, Group, Text, Tooltip } from '@mantine/core';
import { IconHistory, IconPlusMinus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Status, useFormat } from '../../ui/show';
import type { Column } from '../../ui/table';
import { StockCell } from './stock-cell';
import { type Level, useNameOf, type useStock } from './use-stock';

interface Needs {
  stock: ReturnType<typeof useStock>;
  /** At or below it a level is low; null: none is set. */
  limit: number | null;
  mayWrite: boolean;
  onOpen: (opened: { level: Level; what: 'adjust' | 'history' }) => void;
}

/** The columns of the stock table. */
export function useStockColumns({ stock, limit, mayWrite, onOpen }: Needs): Column<Level>[] {
  const { t } = useTranslation('inventory');
  const { number } = useFormat();
  const nameOf = useNameOf();
  return [
    {
      key: 'product',
      header: t('product'),
      cell: (level) => (
        <div>
          <Text size="sm" fw={550}>
            {level.variant?.product.title ?? t('deleted')}
          </Text>
          <Text size="xs" c="dimmed">
            {[level.variant?.title, level.variant?.sku && t('sku', { sku: level.variant.sku })].filter(Boolean).join(' · ')}
          </Text>
        </div>
      ),
    },
    {
      key: 'low',
      header: '',
      width: '4.5rem',
      from: 'sm',
      cell: ({ available }) =>
        available <= (limit ?? 0) ? <Status tone={available === 0 ? 'bad' : 'warning'}>{t('lowBadge')}</Status> : null,
    },
    { key: 'held', header: t('held'), cell: ({ held }) => number(held), align: 'end', from: 'md', width: '10rem' },
    {
      key: 'available',
      header: t('available'),
      align: 'end',
      width: '7rem',
      cell: (level) =>
        mayWrite && level.variant ? (
          <StockCell
            level={level}
            name={nameOf(level)}
            draft={stock.drafts.get(level.id)}
            onDraft={(draft) => stock.draft(level.id, draft)}
            onSave={(draft, from) => void stock.save(level, draft, from)}
            onPaste={(column) => stock.paste(level, column)}
          />
        ) : (
          number(level.available)
        ),
    },
    {
      key: 'actions',
      header: '',
      width: '5.25rem',
      cell: (level) =>
        level.variant && (
          <Group gap={4} wrap="nowrap" justify="flex-end">
            {mayWrite && (
              <Tooltip label={t('adjust')}>
                <ActionIcon
                  variant="default"
                  aria-label={t('adjustOf', { name: nameOf(level) })}
                  onClick={() => onOpen({ level, what: 'adjust' })}
                >
                  <IconPlusMinus size={16} aria-hidden="true" />
                </ActionIcon>
              </Tooltip>
            )}
            <Tooltip label={t('history')}>
              <ActionIcon
                variant="default"
                aria-label={t('historyOf', { name: nameOf(level) })}
                onClick={() => onOpen({ level, what: 'history' })}
              >
                <IconHistory size={16} aria-hidden="true" />
              </ActionIcon>
            </Tooltip>
          </Group>
        ),
    },
  ];
}

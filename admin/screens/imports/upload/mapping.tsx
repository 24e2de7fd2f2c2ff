import { Card, Group, Select, Stack, Switch, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isSure, type MeantColumn, TABLE_FIELDS } from './columns';
import classes from './mapping.module.css';
import type { Inspection } from './use-inspection';

type Guessed = Inspection['columns'];

interface Props {
  guessed: Guessed;
  /** What they are to mean, where that can be said: in tables. */
  columns: readonly MeantColumn[] | null;
  onChange: (name: string, field: string | null) => void;
  /** Those whose meaning a person has said. */
  said: boolean;
  /** Saved mappings, where there may be some. */
  children?: ReactNode;
}

const PASSED = '';

/** The columns of a file with their first values and what each means. In a table each may be given another meaning. */
export function Mapping({ guessed, columns, onChange, said, children }: Props) {
  const { t } = useTranslation('imports');
  const [few, setFew] = useState(guessed.length > 30);
  const meant = new Map(columns?.map(({ name, field }) => [name, field]));
  const fieldOf = ({ name, field }: Guessed[number]) => (columns ? (meant.get(name) ?? null) : field);
  const shown = few ? guessed.filter((column) => fieldOf(column) !== null) : guessed;
  return (
    <Card>
      <Stack gap="sm">
        <div>
          <Title order={2}>{t('mapping.title')}</Title>
          <Text size="sm" c="dimmed">
            {columns ? t('mapping.text') : t('mapping.fixed')}
          </Text>
        </div>
        {children}
        {guessed.length > 12 && (
          <Switch label={t('mapping.onlyMapped')} checked={few} onChange={(event) => setFew(event.currentTarget.checked)} size="sm" />
        )}
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('mapping.column')}</th>
              <th scope="col">{t('mapping.samples')}</th>
              <th scope="col">{t('mapping.meaning')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((column, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name
              <tr key={`${column.name} ${at}`}>
                <td>
                  <Text size="sm" fw={550}>
                    {column.name}
                  </Text>
                </td>
                <td>
                  <span className={classes.samples}>{column.samples.slice(0, 3).join(' · ')}</span>
                </td>
                <td>
                  {columns && column.name !== '' ? (
                    <Meaning column={column} field={fieldOf(column)} said={said} onChange={(field) => onChange(column.name, field)} />
                  ) : (
                    <FixedMeaning field={column.field} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Stack>
    </Card>
  );
}

function FixedMeaning({ field }: { field: string | null | undefined }) {
  const name = useFieldName();
  const { t } = useTranslation('imports');
  return (
    <Text size="sm" {...(field ? {} : { c: 'dimmed' })}>
      {field ? name(field) : t('mapping.byFormat')}
    </Text>
  );
}

interface MeaningProps {
  column: Guessed[number];
  field: string | null | undefined;
  said: boolean;
  onChange: (field: string | null) => void;
}

function Meaning({ column, field, said, onChange }: MeaningProps) {
  const { t } = useTranslation('imports');
  const name = useFieldName();
  const own = `attribute:${column.name}`;
  const choices = [...new Set<string>([...TABLE_FIELDS, own, ...(field ? [field] : [])])];
  const suggested = !isSure(column) && column.field && field !== column.field;
  const isGuess = !said && field !== null && field === column.field;
  return (
    <Stack gap={2}>
      <Group gap="xs" wrap="nowrap">
        <Select
          aria-label={t('mapping.meaningOf', { column: column.name })}
          data={[{ value: PASSED, label: t('mapping.passed') }, ...choices.map((value) => ({ value, label: name(value) }))]}
          value={field ?? PASSED}
          onChange={(value) => onChange(value || null)}
          searchable
          size="xs"
          w="100%"
          maw={260}
          comboboxProps={{ withinPortal: true }}
        />
        {isGuess && (
          <Text size="xs" c="dimmed" miw="3.5rem">
            {column.confidence < 0.7 ? t('mapping.unsure') : t('mapping.guessed')}
          </Text>
        )}
      </Group>
      {suggested && column.field && (
        <Text size="xs" c="dimmed">
          {name(column.field)}?
        </Text>
      )}
    </Stack>
  );
}

/** What a field of the catalog is called to people. */
function useFieldName() {
  const { t } = useTranslation('imports');
  return (field: string): string => {
    if (field.startsWith('attribute:')) return t('mapping.attribute', { name: field.slice('attribute:'.length) });
    const known = t(`fields.${field}` as 'fields.title', { defaultValue: field });
    return known;
  };
}

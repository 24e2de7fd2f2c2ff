import { Button, Group, Popover, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { graphql } from '../../../generated';
import type { SavedMappingFragment } from '../../../generated/graphql';
import { freshKey } from '../../../ui/fresh-key';
import { tell } from '../../../ui/tell';
import { useAction } from '../../../ui/use-action';
import type { MeantColumn } from './columns';

graphql(`
  fragment SavedMapping on ImportMapping {
    id
    name
    columns {
      name
      field
    }
  }
`);

const SavedMappingsDocument = graphql(`
  query SavedMappings($agency: ID!) {
    agency(id: $agency) {
      id
      importMappings(first: 100) {
        nodes {
          ...SavedMapping
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

const SaveMapping = graphql(`
  mutation SaveMapping($agency: ID, $input: ImportMappingCreateInput!) {
    importMappingCreate(agency: $agency, input: $input) {
      importMapping {
        ...SavedMapping
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

const ChangeMapping = graphql(`
  mutation ChangeMapping($agency: ID, $importMapping: ID!, $input: ImportMappingUpdateInput!) {
    importMappingUpdate(agency: $agency, importMapping: $importMapping, input: $input) {
      importMapping {
        ...SavedMapping
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

const DeleteMapping = graphql(`
  mutation DeleteMapping($agency: ID, $importMapping: ID!) {
    importMappingDelete(agency: $agency, importMapping: $importMapping) {
      importMapping {
        id
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

type Saved = SavedMappingFragment;

interface Props {
  agency: string;
  /** The saved mapping that the file is read by. */
  chosen: string | null;
  columns: readonly MeantColumn[];
  /** What the columns mean was changed since the mapping was chosen. */
  changed: boolean;
  onChoose: (saved: { id: string; columns: readonly MeantColumn[] } | null) => void;
}

/** The agency's saved mappings: one may be chosen for this file, and what its columns mean may be saved for the next. */
export function SavedMappings({ agency, chosen, columns, changed, onChoose }: Props) {
  const { t } = useTranslation(['imports', 'frame']);
  const [{ data }] = useQuery({ query: SavedMappingsDocument, variables: { agency } });
  const [update, updating] = useAction(ChangeMapping, ({ importMappingUpdate }) => importMappingUpdate);
  const [remove, removing] = useAction(DeleteMapping, ({ importMappingDelete }) => importMappingDelete);
  const [create] = useAction(SaveMapping, ({ importMappingCreate }) => importMappingCreate);
  const saved: readonly Saved[] = data?.agency?.importMappings.nodes ?? [];
  const current = saved.find(({ id }) => id === chosen);
  const choose = (id: string | null) => {
    const found = saved.find((one) => one.id === id);
    onChoose(found ? { id: found.id, columns: meant(found) } : null);
  };
  const given = columns.map(({ name, field }) => ({ name, field }));
  const removeIt = async ({ id, name, columns: kept }: Saved) => {
    if (!(await remove({ agency, importMapping: id }))) return;
    onChoose(null);
    tell(t('mapping.deleted', { name }), () => void create({ agency, input: { name, columns: meant({ columns: kept }) } }));
  };
  return (
    <Group gap="xs" align="flex-end">
      <Select
        label={t('mapping.saved')}
        data={[{ value: '', label: t('mapping.none') }, ...saved.map(({ id, name }) => ({ value: id, label: name }))]}
        value={chosen ?? ''}
        onChange={(value) => choose(value)}
        searchable
        maw={320}
      />
      {current && changed && (
        <Button
          variant="default"
          loading={updating}
          onClick={async () => {
            const done = await update({ agency, importMapping: current.id, input: { columns: given } });
            if (!done) return;
            onChoose({ id: current.id, columns });
            tell(t('mapping.savedDone', { name: current.name }));
          }}
        >
          {t('mapping.update', { name: current.name })}
        </Button>
      )}
      {current && !changed && (
        <Button variant="default" loading={removing} onClick={() => void removeIt(current)}>
          {t('mapping.delete', { name: current.name })}
        </Button>
      )}
      {!current && <SaveAs agency={agency} columns={given} onSaved={(id) => onChoose({ id, columns })} />}
    </Group>
  );
}

const meant = ({ columns }: Pick<Saved, 'columns'>): MeantColumn[] => columns.map(({ name, field }) => ({ name, field: field ?? null }));

function SaveAs({ agency, columns, onSaved }: { agency: string; columns: MeantColumn[]; onSaved: (id: string) => void }) {
  const { t } = useTranslation(['imports', 'frame']);
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [create, creating] = useAction(SaveMapping, ({ importMappingCreate }) => importMappingCreate);
  const save = async () => {
    const done = await create({ agency, input: { name, columns, idempotencyKey: freshKey() } });
    if (!done?.importMapping) return;
    setOpen(false);
    onSaved(done.importMapping.id);
    tell(t('mapping.savedDone', { name }));
  };
  return (
    <Popover opened={open} onChange={setOpen} trapFocus withArrow width={300}>
      <Popover.Target>
        <Button variant="default" onClick={() => setOpen(!open)}>
          {t('mapping.save')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <TextInput
            label={t('mapping.name')}
            description={t('mapping.nameHint')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            onKeyDown={(event) => event.key === 'Enter' && name.trim() && void save()}
          />
          <Button onClick={() => void save()} loading={creating} disabled={!name.trim()}>
            {t('frame:save')}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

import { ActionIcon, Button, Checkbox, Collapse, Group, MultiSelect, Radio, Stack, Switch, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportField, ImportMatch, ImportMode } from '../../../generated/graphql';
import { moveOf, useFocusFollows, type Way } from '../../../ui/use-focus-follows';
import { FIELDS, MATCHES, MODES, moved, USUAL, type Wishes } from './wishes';

interface Props {
  wishes: Wishes;
  onChange: (wishes: Wishes) => void;
}

/** How a catalog goes in: what most ask for first, the rest behind a button. */
export function OptionsForm({ wishes, onChange }: Props) {
  const { t } = useTranslation('imports');
  const [more, setMore] = useState(() => hasMore(wishes));
  const set = (some: Partial<Wishes>) => onChange({ ...wishes, ...some });
  const fields = FIELDS.map((value) => ({ value, label: t(`options.fields.${value}`) }));
  return (
    <Stack gap="md">
      <Radio.Group label={t('options.mode')} value={wishes.mode} onChange={(mode) => set({ mode: mode as ImportMode })}>
        <Stack gap="xs" mt={6}>
          {MODES.map((mode) => (
            <Radio key={mode} value={mode} label={t(`options.modes.${mode}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <Switch
        label={t('options.keepEdits')}
        description={t('options.keepEditsHint')}
        checked={wishes.keepEdits}
        onChange={(event) => set({ keepEdits: event.currentTarget.checked })}
      />
      <Switch
        label={t('options.redirects')}
        description={t('options.redirectsHint')}
        checked={wishes.redirects}
        onChange={(event) => set({ redirects: event.currentTarget.checked })}
      />
      <Button variant="subtle" size="compact-sm" w="fit-content" onClick={() => setMore(!more)} aria-expanded={more}>
        {t('options.more')}
      </Button>
      <Collapse expanded={more}>
        <Stack gap="md">
          <MatchBy matchBy={wishes.matchBy} onChange={(matchBy) => set({ matchBy })} />
          <MultiSelect
            label={t('options.only')}
            description={t('options.onlyHint')}
            data={fields}
            value={[...wishes.only]}
            onChange={(only) => set({ only: only as ImportField[] })}
            clearable
          />
          <MultiSelect
            label={t('options.keep')}
            data={fields}
            value={[...wishes.keep]}
            onChange={(keep) => set({ keep: keep as ImportField[] })}
            clearable
          />
          <Switch
            label={t('options.productEvents')}
            description={t('options.productEventsHint')}
            checked={wishes.productEvents}
            onChange={(event) => set({ productEvents: event.currentTarget.checked })}
          />
        </Stack>
      </Collapse>
    </Stack>
  );
}

const hasMore = ({ only, keep, productEvents, matchBy }: Wishes): boolean =>
  only.length > 0 || keep.length > 0 || productEvents || matchBy.join() !== USUAL.matchBy.join();

/** The names in their order; one at least stays. */
function MatchBy({ matchBy, onChange }: { matchBy: readonly ImportMatch[]; onChange: (matchBy: ImportMatch[]) => void }) {
  const { t } = useTranslation('imports');
  const shown = [...matchBy, ...MATCHES.filter((one) => !matchBy.includes(one))];
  const { list, follow } = useFocusFollows<HTMLDivElement>(matchBy);
  const move = (one: ImportMatch, way: Way) => {
    follow(way, one);
    onChange(moved(matchBy, one, way === 'up' ? -1 : 1));
  };
  return (
    <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
      <Text component="legend" size="sm" fw={500}>
        {t('options.matchBy')}
      </Text>
      <Text size="xs" c="dimmed" mb={6}>
        {t('options.matchByHint')}
      </Text>
      <Stack ref={list} gap={4}>
        {shown.map((one) => {
          const name = t(`options.match.${one}`);
          const chosen = matchBy.includes(one);
          return (
            <Group key={one} gap="xs">
              <Checkbox
                label={name}
                checked={chosen}
                disabled={chosen && matchBy.length === 1}
                onChange={() => onChange(chosen ? matchBy.filter((other) => other !== one) : [...matchBy, one])}
              />
              {chosen && matchBy.length > 1 && (
                <Group gap={2}>
                  <ActionIcon
                    variant="default"
                    size="sm"
                    aria-label={t('options.up', { name })}
                    disabled={matchBy[0] === one}
                    data-move={moveOf('up', one)}
                    onClick={() => move(one, 'up')}
                  >
                    <IconArrowUp size={14} aria-hidden="true" />
                  </ActionIcon>
                  <ActionIcon
                    variant="default"
                    size="sm"
                    aria-label={t('options.down', { name })}
                    disabled={matchBy.at(-1) === one}
                    data-move={moveOf('down', one)}
                    onClick={() => move(one, 'down')}
                  >
                    <IconArrowDown size={14} aria-hidden="true" />
                  </ActionIcon>
                </Group>
              )}
            </Group>
          );
        })}
      </Stack>
    </fieldset>
  );
}

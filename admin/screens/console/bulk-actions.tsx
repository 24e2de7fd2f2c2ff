import { Alert, Button, Group, Menu, Modal, Progress, Stack, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useAgency, useMay } from '../../app/place';
import { Ask } from '../../ui/ask';
import { SeveralInput } from '../../ui/several-input';
import { useFormat } from '../../ui/show';
import { chosenShops, MOST_AT_ONCE } from './chosen-shops';
import { useShopTags } from './shop-filters';
import { type BulkChange, useBulkChange } from './use-bulk-change';

interface Props {
  selected: ReadonlySet<string>;
  onDone(): void;
}

/** What may be done with the selected shops. */
export function BulkActions({ selected, onDone }: Props) {
  const { t } = useTranslation('console');
  const may = useMay();
  const { id: agency } = useAgency();
  const [, navigate] = useLocation();
  const [dialog, setDialog] = useState<'tags' | 'close' | null>(null);
  const { run, progress } = useBulkChange(onDone);
  const { number } = useFormat();
  const apply = (what: BulkChange) => {
    setDialog(null);
    void run([...selected], what);
  };
  const goTo = (path: string) => {
    chosenShops.keep(agency, [...selected]);
    navigate(`/a/${agency}/${path}`);
  };
  const tooMany = selected.size > MOST_AT_ONCE;
  if (progress)
    return (
      <Group gap="xs" style={{ flex: 1 }} role="status">
        <Progress value={(100 * progress.done) / progress.of} aria-label={t('bulk.running')} style={{ flex: 1, minWidth: 80 }} />
        <Text size="sm" className="numbers">
          {number(progress.done)} / {number(progress.of)}
        </Text>
      </Group>
    );
  return (
    <>
      {may('write_settings') && (
        <Button size="compact-sm" onClick={() => setDialog('tags')}>
          {t('bulk.tags')}
        </Button>
      )}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button size="compact-sm" variant="default" rightSection={<IconChevronDown size={14} aria-hidden="true" />}>
            {t('bulk.more')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {may('write_settings') && (
            <Menu.Item disabled={tooMany} onClick={() => goTo('rollouts/new')}>
              {t('bulk.blueprint')}
            </Menu.Item>
          )}
          {may('write_products') && (
            <Menu.Item disabled={tooMany} onClick={() => goTo('imports/new')}>
              {t('bulk.import')}
            </Menu.Item>
          )}
          {tooMany && <Menu.Label>{t('bulk.tooMany', { most: number(MOST_AT_ONCE) })}</Menu.Label>}
          {may('write_settings') && (
            <>
              <Menu.Divider />
              <Menu.Item color="red" onClick={() => setDialog('close')}>
                {t('bulk.close')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {dialog === 'tags' && <TagsDialog count={selected.size} onClose={() => setDialog(null)} onApply={apply} />}
      <Ask
        opened={dialog === 'close'}
        title={t('bulk.closeTitle', { count: selected.size })}
        text={t('bulk.closeText')}
        action={t('bulk.closeDo', { count: selected.size })}
        onClose={() => setDialog(null)}
        onDo={() => apply({ close: true })}
      />
    </>
  );
}

interface TagsProps {
  count: number;
  onClose(): void;
  onApply(what: BulkChange): void;
}

function TagsDialog({ count, onClose, onApply }: TagsProps) {
  const { t } = useTranslation(['console', 'frame']);
  const tags = useShopTags();
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const both = add.some((tag) => remove.includes(tag));
  const shared = {
    data: tags as string[],
    limit: 50,
    maxTags: 20,
    maxLength: 40,
    clearButtonProps: { 'aria-label': t('frame:clear') },
    // It would lie over the button.
    openOnFocus: false,
  };
  return (
    <Modal opened onClose={onClose} title={t('bulk.tagsTitle', { count })} closeButtonProps={{ 'aria-label': t('frame:close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onApply({ tagsAdd: add, tagsRemove: remove });
        }}
      >
        <Stack>
          <SeveralInput
            label={t('bulk.tagsAdd')}
            description={t('bulk.tagsHint')}
            value={add}
            onChange={setAdd}
            data-autofocus
            {...shared}
          />
          <SeveralInput label={t('bulk.tagsRemove')} value={remove} onChange={setRemove} {...shared} />
          {both && (
            <Alert color="red" variant="light" role="alert">
              {t('bulk.tagsBoth')}
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('frame:cancel')}
            </Button>
            <Button type="submit" disabled={both || add.length + remove.length === 0}>
              {t('frame:save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

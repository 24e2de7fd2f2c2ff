import { Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useMay, useShop } from '../../app/place';
import { Ask } from '../../ui/ask';
import { freshKey } from '../../ui/fresh-key';
import { LinkButton } from '../../ui/link';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import { CancelImport, ResumeImport, UndoImport } from './documents';
import type { ShownImport } from './shown-import';
import { StartImport } from './upload/documents';
import { inputOf, wishesOf } from './upload/wishes';

/** What may be done with an import in the state that it is in. */
export function ImportActions({ one }: { one: ShownImport }) {
  const { t } = useTranslation('imports');
  const may = useMay();
  const { id: shop } = useShop();
  const [cancel, cancelling] = useAction(CancelImport, ({ importCancel }) => importCancel, {
    // It came to its end while one reached for the button.
    onErrors: (errors) => tell(errors.some(({ code }) => code === 'WRONG_STATE') ? t('one.endedAlready') : errors[0]!.message),
  });
  const [resume, resuming] = useAction(ResumeImport, ({ importResume }) => importResume);
  if (!may('write_products')) return null;
  const named = { shop, import: one.id };
  const goOn = async () => {
    if (await resume(named)) tell(t('one.resumed'));
  };
  return (
    <Group gap="xs">
      {one.undoableUntil && !['QUEUED', 'RUNNING', 'UNDOING', 'UNDONE'].includes(one.status) && <Undo one={one} />}
      {(one.status === 'QUEUED' || one.status === 'RUNNING') && (
        <Button
          variant="default"
          loading={cancelling}
          onClick={async () => {
            if (await cancel(named)) tell(t('one.cancelled'), () => void goOn());
          }}
        >
          {t('one.cancel')}
        </Button>
      )}
      {(one.status === 'CANCELLED' || one.status === 'FAILED') && (
        <Button loading={resuming} onClick={() => void goOn()}>
          {t('one.resume')}
        </Button>
      )}
      {!one.options.dryRun && one.status === 'COMPLETED' && <LinkButton to={`/s/${shop}/products`}>{t('one.products')}</LinkButton>}
      {one.options.dryRun && one.status === 'COMPLETED' && one.upload && <ForReal one={one} upload={one.upload.id} />}
    </Group>
  );
}

/** Asks before: an undo itself cannot be taken back. */
function Undo({ one }: { one: ShownImport }) {
  const { t } = useTranslation('imports');
  const { id: shop } = useShop();
  const [asking, { open, close }] = useDisclosure();
  const [undo, undoing] = useAction(UndoImport, ({ importUndo }) => importUndo);
  return (
    <>
      <Button variant="default" onClick={open}>
        {t('one.undo')}
      </Button>
      <Ask
        opened={asking}
        title={t('one.undoTitle')}
        text={t('one.undoText')}
        action={t('one.undo')}
        keep={t('one.undoKeep')}
        doing={undoing}
        onClose={close}
        onDo={async () => {
          if (!(await undo({ shop, import: one.id }))) return;
          close();
          tell(t('one.undoStarted'));
        }}
      />
    </>
  );
}

/** After a trial run: the same file in the same way, and written this time. */
function ForReal({ one, upload }: { one: ShownImport; upload: string }) {
  const { t } = useTranslation('imports');
  const { id: shop } = useShop();
  const [, navigate] = useLocation();
  const [start, starting] = useAction(StartImport, ({ catalogImportStart }) => catalogImportStart);
  const { columns } = one.options;
  const begin = async () => {
    const input = {
      upload,
      ...(one.format === 'AUTO' || columns ? {} : { format: one.format }),
      ...(columns ? { columns: columns.map(({ name, field }) => ({ name, field: field ?? null })) } : {}),
      ...inputOf(wishesOf(one.options)),
      idempotencyKey: freshKey(),
    };
    const done = await start({ shops: [shop], input });
    const [first] = done?.importBatch?.imports.nodes ?? [];
    if (first) navigate(`/s/${shop}/imports/${first.id}`);
  };
  return (
    <Button loading={starting} onClick={() => void begin()}>
      {t('one.forReal')}
    </Button>
  );
}

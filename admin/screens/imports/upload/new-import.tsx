import { Button, Group, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DropAnywhere, DropZone } from './drop-zone';
import { Prepare, type PrepareProps } from './prepare';
import { UploadState } from './upload-state';
import { useUpload } from './use-upload';

/** From a file on somebody's disk to an import that runs. Another file that is dropped takes the first one's place. */
export function NewImport(props: PrepareProps) {
  const { t } = useTranslation('imports');
  const upload = useUpload(props.owner);
  const { now } = upload;
  const mends = props.before !== undefined;
  return (
    <Stack gap="md">
      <DropAnywhere onFile={upload.send} />
      {now.state === 'none' && (
        <DropZone
          title={t(mends ? 'drop.mendedTitle' : 'drop.title')}
          text={t(mends ? 'drop.mended' : 'drop.text')}
          {...(mends ? {} : { hint: t('drop.kinds') })}
          onFile={upload.send}
        />
      )}
      <UploadState upload={upload} />
      {now.state === 'there' && (
        <>
          <Prepare key={now.upload} {...props} upload={now.upload} filename={now.file.name} />
          <Group justify="flex-end">
            <Button variant="subtle" size="compact-sm" onClick={upload.forget}>
              {t('upload.other')}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}

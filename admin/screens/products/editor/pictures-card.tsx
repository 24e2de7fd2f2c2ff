import { Button, FileButton, Group, Text, TextInput } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { type DragEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import { useShop } from '../../../app/place';
import { sendFile } from '../../../data/send-file';
import { tellProblem } from '../../../ui/tell';
import type { PictureDraft, ProductDraft } from './model';
import { Part } from './part';
import { PictureTile } from './picture-tile';
import classes from './pictures.module.css';

const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'];

interface Props {
  pictures: readonly PictureDraft[];
  /** By their places. */
  errors: ReadonlyMap<number, string>;
  /** A change may build on the one before it: files arrive one by one. */
  onChange: (change: Partial<ProductDraft>) => void;
}

let sent = 0;

/** Pictures from files or addresses, in the order shoppers see them; the first stands for the product. */
export function PicturesCard({ pictures, errors, onChange }: Props) {
  const { t } = useTranslation('products');
  const client = useClient();
  const { id: shop } = useShop();
  const [progress, setProgress] = useState<Readonly<Record<string, number>>>({});
  const [over, setOver] = useState(false);
  const latest = useRef(pictures);
  latest.current = pictures;
  const put = (next: readonly PictureDraft[]) => {
    latest.current = next;
    onChange({ pictures: next });
  };

  const send = async (file: File) => {
    const key = `sending ${++sent}`;
    put([...latest.current, { key, url: '', upload: '', alt: '', preview: URL.createObjectURL(file), state: 'WAITING', problem: '' }]);
    try {
      const upload = await sendFile(client, { shop }, file, {
        onProgress: (sent) => setProgress((all) => ({ ...all, [key]: sent / file.size })),
      });
      put(latest.current.map((one) => (one.key === key ? { ...one, key: upload, upload } : one)));
    } catch (error) {
      put(latest.current.filter((one) => one.key !== key));
      tellProblem(`${file.name}: ${(error instanceof Error && error.message) || t('pictures.notSent')}`);
    }
  };
  const take = async (files: readonly File[]) => {
    const fitting = files.filter(({ type }) => PICTURE_TYPES.includes(type));
    if (fitting.length < files.length) tellProblem(t('pictures.wrongType'));
    for (const file of fitting) await send(file);
  };
  const move = (from: number, to: number) => {
    if (to < 0 || to >= pictures.length || from === to) return;
    const next = [...pictures];
    next.splice(to, 0, ...next.splice(from, 1));
    put(next);
  };
  const drop = (event: DragEvent) => {
    setOver(false);
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    void take([...event.dataTransfer.files]);
  };
  return (
    <Part
      title={t('fields.pictures')}
      aside={
        <FileButton multiple accept={PICTURE_TYPES.join(',')} onChange={(files) => void take(files)}>
          {(props) => (
            <Button {...props} size="xs" variant="default" leftSection={<IconUpload size={14} aria-hidden="true" />}>
              {t('pictures.upload')}
            </Button>
          )}
        </FileButton>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: files can be chosen with the button too */}
      <div
        className={classes.place}
        data-over={over || undefined}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes('Files')) return;
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        {pictures.length === 0 && (
          <Text size="sm" c="dimmed" ta="center" py="md">
            {t('pictures.none')}
          </Text>
        )}
        <ul className={classes.pictures} aria-label={t('fields.pictures')}>
          {pictures.map((picture, at) => (
            <PictureTile
              key={picture.key}
              picture={picture}
              at={at}
              count={pictures.length}
              progress={progress[picture.key]}
              error={errors.get(at)}
              onAlt={(alt) => put(pictures.map((one, index) => (index === at ? { ...one, alt } : one)))}
              onMove={(to) => move(at, to)}
              onDropped={(from) => move(from, at)}
              onRemove={() => put(pictures.filter((_one, index) => index !== at))}
            />
          ))}
        </ul>
      </div>
      <ByAddress
        onAdd={(url) => {
          if (!pictures.some((one) => one.url === url))
            put([...pictures, { key: url, url, upload: '', alt: '', preview: '', state: 'NEW', problem: '' }]);
        }}
      />
    </Part>
  );
}

function ByAddress({ onAdd }: { onAdd: (url: string) => void }) {
  const { t } = useTranslation('products');
  const [address, setAddress] = useState('');
  const add = () => {
    if (!/^https?:\/\//i.test(address.trim()) || !URL.canParse(address.trim())) return tellProblem(t('pictures.notAnAddress'));
    onAdd(address.trim());
    setAddress('');
  };
  return (
    <Group align="flex-end" gap="xs" wrap="nowrap">
      <TextInput
        size="xs"
        flex={1}
        label={t('pictures.address')}
        placeholder="https://"
        value={address}
        onChange={(event) => setAddress(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          add();
        }}
      />
      <Button size="xs" variant="default" onClick={add}>
        {t('bulk.add')}
      </Button>
    </Group>
  );
}

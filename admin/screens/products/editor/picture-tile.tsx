import { ActionIcon, Group, Progress, Text, TextInput } from '@mantine/core';
import { IconArrowLeft, IconArrowRight, IconPhoto, IconPhotoOff, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PictureDraft } from './model';
import classes from './pictures.module.css';

interface Props {
  picture: PictureDraft;
  at: number;
  count: number;
  /** How much of its file has been sent. */
  progress: number | undefined;
  error: string | undefined;
  onAlt: (alt: string) => void;
  onMove: (to: number) => void;
  /** Another was dropped on it. */
  onDropped: (from: number) => void;
  onRemove: () => void;
}

const DRAGGED = 'application/x-shopyard-picture';

/** One picture: dragged to its place, or moved there with its buttons. */
export function PictureTile({ picture, at, count, progress, error, onAlt, onMove, onDropped, onRemove }: Props) {
  const { t } = useTranslation('products');
  const name = t('pictures.number', { number: at + 1 });
  const isSending = picture.key.startsWith('sending ');
  // A file of the computer that is none shows as such before it is saved.
  const [unreadable, setUnreadable] = useState('');
  const broken = picture.preview !== '' && picture.preview === unreadable;
  const problem = error ?? (picture.state === 'FAILED' ? picture.problem || t('pictures.failed') : broken ? t('pictures.unreadable') : '');
  return (
    <li
      className={classes.tile}
      draggable={!isSending}
      onDragStart={(event) => event.dataTransfer.setData(DRAGGED, String(at))}
      onDragOver={(event) => event.dataTransfer.types.includes(DRAGGED) && event.preventDefault()}
      onDrop={(event) => {
        if (!event.dataTransfer.types.includes(DRAGGED)) return;
        event.preventDefault();
        onDropped(Number(event.dataTransfer.getData(DRAGGED)));
      }}
    >
      {picture.preview && !broken ? (
        <img
          src={picture.preview}
          alt={picture.alt || name}
          className={classes.picture}
          draggable={false}
          onError={() => setUnreadable(picture.preview)}
        />
      ) : (
        <span className={classes.picture} title={picture.url}>
          {problem ? <IconPhotoOff size={32} stroke={1.2} aria-hidden="true" /> : <IconPhoto size={32} stroke={1.2} aria-hidden="true" />}
          {!problem && (
            <Text size="xs" c="dimmed">
              {t(picture.upload ? 'pictures.sent' : picture.state === 'NEW' ? 'pictures.unsaved' : 'pictures.waiting')}
            </Text>
          )}
        </span>
      )}
      {isSending && <Progress value={(progress ?? 0) * 100} aria-label={t('pictures.sending')} size="sm" animated />}
      {problem && (
        <Text size="xs" c="red" role="alert">
          {problem}
        </Text>
      )}
      <TextInput
        size="xs"
        aria-label={t('pictures.alt', { name })}
        placeholder={t('pictures.altHint')}
        value={picture.alt}
        onChange={(event) => onAlt(event.currentTarget.value)}
      />
      <Group justify="space-between" gap={4}>
        <Group gap={4}>
          <ActionIcon
            variant="subtle"
            color="gray"
            disabled={at === 0}
            aria-label={t('pictures.earlier', { name })}
            onClick={() => onMove(at - 1)}
          >
            <IconArrowLeft size={16} aria-hidden="true" />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            disabled={at === count - 1}
            aria-label={t('pictures.later', { name })}
            onClick={() => onMove(at + 1)}
          >
            <IconArrowRight size={16} aria-hidden="true" />
          </ActionIcon>
        </Group>
        <ActionIcon variant="subtle" color="red" aria-label={t('pictures.remove', { name })} onClick={onRemove}>
          <IconTrash size={16} aria-hidden="true" />
        </ActionIcon>
      </Group>
    </li>
  );
}

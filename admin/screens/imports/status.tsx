import { useTranslation } from 'react-i18next';
import type { ImportStatus } from '../../generated/graphql';
import { Status, type Tone } from '../../ui/show';

const TONES: Readonly<Record<ImportStatus, Tone>> = {
  QUEUED: 'neutral',
  RUNNING: 'busy',
  COMPLETED: 'good',
  FAILED: 'bad',
  CANCELLED: 'warning',
  UNDOING: 'busy',
  UNDONE: 'neutral',
};

export function ImportState({ status }: { status: ImportStatus }) {
  const { t } = useTranslation('imports');
  return <Status tone={TONES[status]}>{t(`statuses.${status}`)}</Status>;
}

/** While one runs its page asks this often. */
export const EVERY_MS = 1000;

/** It changes by itself. */
export const isUnderWay = (status: ImportStatus): boolean => status === 'QUEUED' || status === 'RUNNING' || status === 'UNDOING';

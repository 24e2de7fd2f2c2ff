import { Switch, Textarea } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { ManualAccountInput } from '../../../generated/graphql';
import { Step } from './step';

export interface ManualValues extends Record<string, unknown> {
  cash: boolean;
  instructions: string;
  transferOffered: boolean;
  transfer: string;
}

/** Null takes a way back. */
export const manualInput = ({ cash, instructions, transferOffered, transfer }: ManualValues): ManualAccountInput => ({
  instructions: cash ? instructions.trim() : null,
  transfer: transferOffered ? { instructions: transfer.trim() } : null,
});

/** Where the API's errors stand in the form. */
export const MANUAL_FIELDS = {
  'manual.instructions': 'instructions',
  'manual.transfer.instructions': 'transfer',
  'manual.transfer': 'transfer',
};

/** Cash when it arrives, and transfers. */
export function ManualSteps({ form }: { form: UseFormReturnType<ManualValues> }) {
  const { t } = useTranslation('payments');
  const { cash, transferOffered } = form.values;
  return (
    <>
      <Step title={t('manual.cash.title')} where={t('manual.cash.where')} done={cash}>
        <Switch
          label={t('manual.cash.offer')}
          checked={cash}
          onChange={(event) => form.setFieldValue('cash', event.currentTarget.checked)}
        />
        {cash && (
          <Textarea
            label={t('manual.instructions')}
            placeholder={t('manual.cash.example')}
            maxLength={2000}
            rows={3}
            withAsterisk
            {...form.getInputProps('instructions')}
          />
        )}
      </Step>
      <Step title={t('manual.transfer.title')} where={t('manual.transfer.where')} done={transferOffered}>
        <Switch
          label={t('manual.transfer.offer')}
          checked={transferOffered}
          onChange={(event) => form.setFieldValue('transferOffered', event.currentTarget.checked)}
        />
        {transferOffered && (
          <Textarea
            label={t('manual.instructions')}
            placeholder={t('manual.transfer.example')}
            maxLength={2000}
            rows={4}
            withAsterisk
            {...form.getInputProps('transfer')}
          />
        )}
      </Step>
    </>
  );
}

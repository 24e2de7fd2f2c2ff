import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PlainField } from '../connect/fields';
import { Step } from '../connect/step';
import type { Checked } from '../connect/use-checks';

/** What the agency earns of each payment of its shops. */
export function CommissionStep({ checked, of }: { checked: Checked; of: 'stripe' | 'wechatPay' }) {
  const { t } = useTranslation('payments');
  const path = `${of}.commission`;
  return (
    <Step title={t('commission.title')} where={t(`commission.where.${of}`)} done={checked.isDone(path)}>
      <TextInput label={t('commission.label')} placeholder="0.6" inputMode="decimal" rightSection="%" maw={200} {...checked.field(path)} />
      {of === 'wechatPay' && (
        <PlainField checked={checked} path="wechatPay.name" label={t('commission.name')} description={t('commission.nameHint')} />
      )}
    </Step>
  );
}

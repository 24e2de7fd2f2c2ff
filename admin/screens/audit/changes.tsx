import { Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/show';
import classes from './detail.module.css';
import type { Entry } from './entry';
import { decimalOf, kindOf, type Leaf, leavesOf, type Step } from './leaves';
import { prefixOf, useTable } from './names';

/** Each value that is another now, before and after: side by side; one below the other where there is no room. */
export function Changes({ entry: { changes, subject, shop } }: { entry: Entry }) {
  const { t } = useTranslation('audit');
  const pathText = usePathText();
  const valueText = useValueText(subject, shop?.currency);
  const leaves = changes.flatMap(({ field, before, after }) => leavesOf(field, before, after));
  return (
    <section>
      <Title order={3} mb="xs">
        {t('changes')}
      </Title>
      {leaves.map(({ path, before, after }) => (
        <div key={JSON.stringify(path)} className={classes.change}>
          <Text component="h4" size="sm" fw={600} className={classes.field}>
            {pathText(path)}
          </Text>
          <Side label={t('before')} text={valueText(path, before)} />
          <Side label={t('after')} text={valueText(path, after)} isAfter />
        </div>
      ))}
    </section>
  );
}

const Side = ({ label, text, isAfter = false }: { label: string; text: string; isAfter?: boolean }) => (
  <div className={classes.side} data-after={isAfter || undefined}>
    <Text size="xs" c="dimmed">
      {label}
    </Text>
    <div className={classes.value}>{text}</div>
  </div>
);

/** `Variants › 250 g › Price`. */
function usePathText(): (path: readonly Step[]) => string {
  const fieldOf = useTable('fields');
  return (path) => path.map((step) => ('name' in step ? step.name : fieldOf(step.field))).join(' › ');
}

/** A value as people read it: amounts in the shop's currency, moments by the clock, codes in words. */
function useValueText(subject: string | null | undefined, currency: string | undefined): (path: Leaf['path'], value: unknown) => string {
  const { t, i18n } = useTranslation('audit');
  const { money, number, percent, moment } = useFormat();
  const codeOf = useTable('values', subject ? prefixOf(subject) : undefined);
  const list = new Intl.ListFormat(i18n.language === 'zh' ? 'zh-CN' : 'en', { type: 'conjunction' });
  const textOf = (path: Leaf['path'], value: unknown): string => {
    const kind = kindOf(path, value);
    if (kind === 'nothing') return '–';
    if (kind === 'amount' && currency) return money({ amount: decimalOf(value as number, currency), currency });
    if (kind === 'rate') return percent((value as number) / 10_000);
    if (kind === 'moment') return moment(value as string);
    if (kind === 'words') return codeOf(value as string);
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
    if (typeof value === 'number') return number(value);
    if (Array.isArray(value) && value.every((one) => typeof one !== 'object'))
      return value.length > 0 ? list.format(value.map((one) => textOf(path, one))) : '–';
    return JSON.stringify(value, null, 2);
  };
  return textOf;
}

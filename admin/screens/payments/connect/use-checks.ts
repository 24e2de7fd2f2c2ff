import type { UseFormReturnType } from '@mantine/form';
import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Check, Fault } from '../checks';

export interface Rule {
  required?: boolean;
  check?: Check;
}

export interface Checked {
  /** As Mantine's getInputProps, with what the value lacks. */
  field(path: string): ReturnType<UseFormReturnType<Record<string, unknown>>['getInputProps']> & { onBlur: () => void };
  /** Sets a value that was not typed, such as one of a file, and shows at once what it lacks. */
  put(path: string, value: string | string[]): void;
  /** The value is there and has its form. */
  isDone(...paths: string[]): boolean;
  /** Sends the form, unless something shows already that it would be refused. */
  guarded(submit: (event?: SyntheticEvent<HTMLFormElement>) => void): (event?: SyntheticEvent<HTMLFormElement>) => void;
}

/** Looks at values before they are sent: when one leaves a field or pastes into it, and all of them when the form is sent. */
export function useChecks<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
  rules: Readonly<Record<string, Rule>>,
): Checked {
  const { t } = useTranslation('payments');
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const see = (...paths: string[]) => setSeen((before) => new Set([...before, ...paths]));

  const faultOf = (path: string): Fault | 'missing' => {
    const value = String(valueAt(form.values, path) ?? '');
    const { required = false, check } = rules[path] ?? {};
    if (value.trim() === '') return required ? 'missing' : null;
    return check?.(value) ?? null;
  };
  const said = (path: string): string | null => {
    const fault = faultOf(path);
    if (fault === 'missing') return t('checks.missing');
    return fault ? t(`checks.${fault.key}`, fault.values ?? {}) : null;
  };
  return {
    field(path) {
      const props = form.getInputProps(path);
      return {
        ...props,
        error: props.error ?? (seen.has(path) ? said(path) : null),
        onBlur: () => String(valueAt(form.values, path) ?? '') !== '' && see(path),
        onPaste: () => see(path),
      };
    },
    put(path, value) {
      form.setFieldValue(path, value as never);
      see(path);
    },
    isDone: (...paths) => paths.every((path) => String(valueAt(form.values, path) ?? '').trim() !== '' && faultOf(path) === null),
    guarded: (submit) => (event) => {
      const wrong = Object.keys(rules).filter((path) => faultOf(path) !== null);
      if (wrong.length === 0) return submit(event);
      event?.preventDefault();
      see(...wrong);
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid]')?.focus());
    },
  };
}

/** `wechatPay.mchid` of the values. */
export const valueAt = (values: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], values);

/** What was filled in: empty texts are left out, and objects of which nothing is left. */
export function filled<Values>(values: Values): Values {
  if (Array.isArray(values)) return values.map(filled) as Values;
  if (values === null || typeof values !== 'object') return (typeof values === 'string' ? values.trim() : values) as Values;
  const entries = Object.entries(values).map(([key, value]) => [key, filled(value)] as const);
  return Object.fromEntries(
    entries.filter(([, value]) => value !== '' && value !== null && value !== undefined && !isBare(value)),
  ) as Values;
}

const isBare = (value: unknown): boolean => typeof value === 'object' && !Array.isArray(value) && Object.keys(value ?? {}).length === 0;

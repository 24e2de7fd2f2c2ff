import { type UseFormReturnType, useForm } from '@mantine/form';
import { type SyntheticEvent, useMemo, useRef, useState } from 'react';
import { type CombinedError, type TypedDocumentNode, useMutation } from 'urql';
import { graphql } from '../generated';
import type { RefusedFragment } from '../generated/graphql';
import { draft, useDraft } from './draft';
import { useSentence } from './failed';
import { said } from './said';

/** What every document asks of a refusal. */
graphql(`
  fragment Refused on UserError {
    code
    message
    field
  }
`);

export interface ApiError extends Omit<RefusedFragment, '__typename' | 'code'> {
  code: string;
}

interface Options<Values, Data, Variables, Payload> {
  initial: Values;
  document: TypedDocumentNode<Data, Variables>;
  variables: (values: Values) => Variables;
  /** What can be told without asking: path in the form → sentence. Nothing is sent while there is any. */
  refuse?: (values: Values) => Readonly<Record<string, string>>;
  /** The mutation's own payload in the answer. */
  payload: (data: Data) => Payload | null | undefined;
  onDone: (payload: Payload, values: Values) => void;
  /** Under this name what was typed outlives a reload. Left out for forms of few words, and never for secrets. */
  draft?: string;
  /** What of the values a draft may hold, where that is not all of them. */
  drafted?: (values: Values) => Values;
  /** Where the API calls a field otherwise than the form: path in the API → path in the form. */
  fields?: Readonly<Record<string, string>>;
}

export interface ApiForm<Values> {
  form: UseFormReturnType<Values>;
  submit: (event?: SyntheticEvent<HTMLFormElement>) => void;
  saving: boolean;
  /** What belongs to no field. */
  problem: string | null;
  /** Every error of the last answer. */
  errors: readonly ApiError[];
  /** What was typed before a reload stands in the form again. */
  restored: boolean;
  /** Forgets what was typed. */
  discard(): void;
}

/** A form that is one mutation: its userErrors appear at their fields, and what was typed stays until it is saved. */
export function useApiForm<
  Values extends Record<string, unknown>,
  Data,
  Variables extends Record<string, unknown>,
  Payload extends { userErrors: readonly ApiError[] },
>({
  initial,
  document,
  variables,
  refuse,
  payload,
  onDone,
  draft: key,
  drafted = all,
  fields = {},
}: Options<Values, Data, Variables, Payload>): ApiForm<Values> {
  const [kept] = useState(() => (key ? draft.read<Values>(key) : null));
  const [restored, setRestored] = useState(kept !== null);
  const [errors, setErrors] = useState<readonly ApiError[]>([]);
  const [{ fetching, error }, execute] = useMutation(document);
  const sentence = useSentence(error);
  const form = useForm<Values>({ initialValues: kept ? { ...initial, ...kept } : initial });
  const unchanged = useRef(initial);
  unchanged.current = initial;
  const typed = useMemo(
    () => (JSON.stringify(form.values) === JSON.stringify(unchanged.current) ? null : drafted(form.values)),
    [form.values, drafted],
  );
  const forget = useDraft(key, typed);

  const submit = form.onSubmit(async (values) => {
    setErrors([]);
    const refused = refuse?.(values) ?? {};
    if (Object.keys(refused).length > 0) {
      form.setErrors(refused);
      focusFirst();
      return;
    }
    const { data, error: failed } = await execute(variables(values));
    const answer = data ? payload(data) : null;
    const wrong = answer?.userErrors ?? wrongValues(failed);
    setErrors(wrong);
    if (wrong.length > 0) {
      form.setErrors(Object.fromEntries(wrong.flatMap((one) => (pathOf(one, fields) ? [[pathOf(one, fields), said(one)]] : []))));
      focusFirst();
      return;
    }
    if (!answer) return;
    forget();
    setRestored(false);
    form.resetDirty(values);
    onDone(answer, values);
  });

  const unplaced = errors.filter((one) => !isShown(form.values, pathOf(one, fields)));
  return {
    form,
    submit,
    saving: fetching,
    problem: error && errors.length === 0 ? sentence : unplaced.length > 0 ? unplaced.map(said).join(' ') : null,
    errors,
    restored,
    discard() {
      forget();
      setRestored(false);
      form.setValues(initial);
    },
  };
}

const all = <Values>(values: Values): Values => values;

/** What was typed where a number belongs is refused before the mutation runs: it is told at its field all the same. */
function wrongValues(error: CombinedError | undefined): ApiError[] {
  return (error?.graphQLErrors ?? []).flatMap(({ extensions: { code, field, sentence } }) =>
    code === 'BAD_USER_INPUT' && Array.isArray(field) && typeof sentence === 'string'
      ? [{ code: 'INVALID_INPUT', message: sentence.replace(/^\w+ takes /, 'takes '), field }]
      : [],
  );
}

/** `['input', 'settings', 'tax']` → `settings.tax`, or what the form calls it. */
function pathOf({ field }: ApiError, fields: Readonly<Record<string, string>>): string | null {
  const path = (field?.[0] === 'input' ? field.slice(1) : (field ?? [])).join('.');
  return fields[path] ?? (path || null);
}

const isShown = (values: Record<string, unknown>, path: string | null): boolean => path !== null && path.split('.')[0]! in values;

function focusFirst(): void {
  // The second frame has what was wrong drawn.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid]')?.focus()),
  );
}

import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TypedDocumentNode } from 'urql';
import { useCurrentClient } from '../data/use-current-client';
import { tellProblem } from './tell';
import type { ApiError } from './use-api-form';

interface Options {
  /** Told in place of the error's own sentence. */
  onErrors?: (errors: readonly ApiError[]) => void;
}

/**
 * A mutation behind a button: answers its payload, or null after telling what went wrong.
 * @param payload the mutation's own payload in the answer
 */
export function useAction<Data, Variables extends Record<string, unknown>, Payload extends { userErrors: readonly ApiError[] }>(
  document: TypedDocumentNode<Data, Variables>,
  payload: (data: Data) => Payload | null | undefined,
  { onErrors }: Options = {},
): readonly [run: (variables: Variables) => Promise<Payload | null>, running: boolean] {
  const client = useCurrentClient();
  const { t } = useTranslation();
  const [running, setRunning] = useState(false);
  const run = useCallback(
    async (variables: Variables) => {
      setRunning(true);
      const { data, error } = await client().mutation<Data, Variables>(document, variables).toPromise();
      setRunning(false);
      const answer = data ? payload(data) : null;
      if (!answer) {
        tellProblem(error?.networkError ? t('failed.network') : (error?.graphQLErrors[0]?.message ?? t('failed.page')));
        return null;
      }
      if (answer.userErrors.length === 0) return answer;
      if (onErrors) onErrors(answer.userErrors);
      else tellProblem(answer.userErrors.map(({ message }) => message).join(' '));
      return null;
    },
    [client, document, payload, onErrors, t],
  );
  return [run, running];
}

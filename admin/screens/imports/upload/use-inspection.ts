import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import type { Owner } from '../../../data/send-file';
import type { InspectUploadMutation, InspectUploadMutationVariables } from '../../../generated/graphql';
import { useSentence } from '../../../ui/failed';
import type { MeantColumn } from './columns';
import { InspectUpload } from './documents';

/** As what a file is to be read, where that is said. */
export interface Reading extends Pick<InspectUploadMutationVariables, 'format' | 'mapping'> {
  columns?: MeantColumn[];
}

export type Inspection = NonNullable<NonNullable<InspectUploadMutation['uploadInspect']>['inspection']>;

interface Looking {
  /** The last one stays while the next is on its way. */
  inspection: Inspection | null;
  looking: boolean;
  problem: string | null;
  again(): void;
}

/** What an upload looks like, read as `input` says; looked at anew a moment after that changes. */
export function useInspection({ shop, agency }: Owner, upload: string, input: Reading): Looking {
  const client = useClient();
  const { t } = useTranslation();
  const [key] = useDebouncedValue(JSON.stringify(input), 250);
  const [tries, setTries] = useState(0);
  const [seen, setSeen] = useState<{ upload: string; inspection: Inspection } | null>(null);
  const [looking, setLooking] = useState(true);
  const [error, setError] = useState<Error | undefined>();
  const [refused, setRefused] = useState<string | null>(null);
  const sentence = useSentence(error);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `tries` asks again for the same
  useEffect(() => {
    let current = true;
    setLooking(true);
    setError(undefined);
    setRefused(null);
    void client
      .mutation(InspectUpload, { shop: shop ?? null, agency: agency ?? null, upload, ...(JSON.parse(key) as Reading) })
      .toPromise()
      .then(({ data, error: failed }) => {
        if (!current) return;
        setLooking(false);
        const answer = data?.uploadInspect;
        if (answer?.inspection) setSeen({ upload, inspection: answer.inspection });
        else if (answer) setRefused(answer.userErrors.map(({ message }) => message).join(' '));
        else setError(failed ?? new Error(t('failed.page')));
      });
    return () => {
      current = false;
    };
  }, [client, shop, agency, upload, key, tries, t]);
  return {
    inspection: seen?.upload === upload ? seen.inspection : null,
    looking,
    problem: refused ?? (error ? sentence : null),
    again: () => setTries(tries + 1),
  };
}

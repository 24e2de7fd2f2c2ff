import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import { useAgency } from '../../app/place';
import { inParts, patiently } from '../../data/patiently';
import { graphql } from '../../generated';
import type { ShopsUpdateInput } from '../../generated/graphql';
import { tell, tellProblem } from '../../ui/tell';
import { type Changed, undoOfTags } from './undo-tags';

const UpdateShops = graphql(`
  mutation UpdateShops($agency: ID!, $input: ShopsUpdateInput!) {
    shopsUpdate(agency: $agency, input: $input) {
      results {
        index
        tagsBefore
        shop {
          id
          tags
          status
        }
        userErrors {
          ...Refused
        }
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

/** As many as one mutation takes. */
const PART = 250;

export type BulkChange = Omit<ShopsUpdateInput, 'shops'>;

interface Outcome {
  changed: Changed[];
  problems: string[];
}

/** Changes any number of shops, part after part, and tells what came of it. Tags can be taken back. */
export function useBulkChange(onDone: () => void) {
  const { t } = useTranslation(['console', 'frame']);
  const client = useClient();
  const { id: agency } = useAgency();
  /** How many are done, of how many; null while nothing runs. */
  const [progress, setProgress] = useState<{ done: number; of: number } | null>(null);

  const change = async (shops: readonly string[], what: BulkChange): Promise<Outcome> => {
    const outcome: Outcome = { changed: [], problems: [] };
    for (const part of inParts(shops, PART)) {
      const { data, error } = await patiently(() => client.mutation(UpdateShops, { agency, input: { shops: part, ...what } }).toPromise());
      const payload = data?.shopsUpdate;
      if (!payload) outcome.problems.push(error?.graphQLErrors[0]?.message ?? t('frame:failed.network'));
      outcome.problems.push(...(payload?.userErrors ?? []).map(({ message }) => message));
      for (const { shop, tagsBefore, userErrors } of payload?.results ?? []) {
        outcome.problems.push(...userErrors.map(({ message }) => message));
        if (shop && userErrors.length === 0) outcome.changed.push({ shop: shop.id, tagsBefore });
      }
      if (!payload?.results) break;
      setProgress((now) => now && { ...now, done: now.done + part.length });
    }
    return outcome;
  };

  const run = async (shops: readonly string[], what: BulkChange) => {
    setProgress({ done: 0, of: shops.length });
    const { changed, problems } = await change(shops, what);
    setProgress(null);
    onDone();
    if (problems.length > 0) tellProblem(t('bulk.problems', { count: problems.length, first: problems[0] }));
    if (changed.length === 0) return;
    const back = undoOfTags(changed, what);
    tell(
      t(what.close ? 'bulk.closedDone' : 'bulk.tagged', { count: changed.length }),
      back.length === 0
        ? undefined
        : async () => {
            for (const { shops: some, ...rest } of back) await change(some, rest);
            onDone();
          },
    );
  };
  return { run, progress };
}

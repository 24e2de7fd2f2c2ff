import { Alert, Button, Group, Progress, Text } from '@mantine/core';
import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useMay, useShop } from '../../../app/place';
import { useSession } from '../../../app/session';
import { useCurrentClient } from '../../../data/use-current-client';
import { usePolling } from '../../../data/use-polling';
import { graphql } from '../../../generated';
import { useFormat } from '../../../ui/show';
import { tell, tellProblem } from '../../../ui/tell';
import { useAction } from '../../../ui/use-action';
import { awaitedEdits } from './awaited-edits';
import { type EditState, foundOf, isUnderWay, progressOf } from './bulk-edit-state';
import { useTakeBack } from './use-bulk-edit';

const RunningEdits = graphql(`
  query RunningEdits($shop: ID!) {
    shop(id: $shop) {
      id
      bulkEdits(first: 20, underWay: true) {
        nodes {
          ...EditState
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

const EditNow = graphql(`
  query EditNow($shop: ID!, $id: ID!) {
    shop(id: $shop) {
      id
      bulkEdit(id: $id) {
        ...EditState
      }
    }
  }
`);

const EditCancel = graphql(`
  mutation EditCancel($shop: ID!, $bulkEdit: ID!) {
    bulkEditCancel(shop: $shop, bulkEdit: $bulkEdit) {
      bulkEdit {
        id
        ...EditState
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

const NONE: readonly EditState[] = [];

/** How far the edits are that the worker is at. When one ends, that is told, and everything shown is asked for anew. */
export function RunningEditsBar() {
  const { id: shop } = useShop();
  const [{ data }, again] = useQuery({ query: RunningEdits, variables: { shop } });
  const running = useMemo(() => (data?.shop?.bulkEdits.nodes ?? NONE).filter(isUnderWay), [data]);
  const awaited = useSyncExternalStore(awaitedEdits.subscribe, () => awaitedEdits.of(shop));
  useEffect(() => awaitedEdits.see(shop, running), [shop, running]);
  const look = useLookAtEnd();
  const lookAtMissing = useCallback(() => {
    for (const id of awaited.keys()) if (!running.some((edit) => edit.id === id)) void look(id);
  }, [awaited, running, look]);
  useEffect(lookAtMissing, [lookAtMissing]);
  const ask = () => {
    again({ requestPolicy: 'network-only' });
    lookAtMissing();
  };
  usePolling(ask, awaited.size > 0, 2000);
  return running.map((edit) => <Running key={edit.id} edit={edit} />);
}

function Running({ edit }: { edit: EditState }) {
  const { t } = useTranslation('products');
  const { id: shop } = useShop();
  const { number } = useFormat();
  const may = useMay()('write_products');
  const [cancel, cancelling] = useAction(EditCancel, (data) => data.bulkEditCancel);
  const { search, status } = edit;
  const says =
    status === 'UNDOING' ? t('bulk.undoing') : t('bulk.running', { seen: number(search?.seen ?? 0), found: foundOf(edit, number) });
  return (
    <Alert variant="light" color="blue" p="xs">
      <Group justify="space-between" gap="xs">
        <Text size="sm" role="status">
          {says}
        </Text>
        {status === 'RUNNING' && may && (
          <Button size="compact-sm" variant="default" loading={cancelling} onClick={() => void cancel({ shop, bulkEdit: edit.id })}>
            {t('bulk.stop')}
          </Button>
        )}
      </Group>
      <Progress value={progressOf(edit)} animated={status === 'UNDOING'} size="sm" mt="xs" aria-label={says} />
    </Alert>
  );
}

/** Said by name; the rest as a number. */
const MOST_SAID = 3;

/** Looks whether an edit that no list of those under way shows has ended. If so, that is told. */
function useLookAtEnd(): (id: string) => Promise<void> {
  const { id: shop } = useShop();
  const client = useCurrentClient();
  const { changed } = useSession();
  const tellEnd = useTellEnd();
  return useCallback(
    async (id: string) => {
      const { data } = await client().query(EditNow, { shop, id }, { requestPolicy: 'network-only' }).toPromise();
      const edit = data?.shop?.bulkEdit;
      if (!data || (edit && isUnderWay(edit))) return;
      const was = awaitedEdits.take(shop, id);
      if (!was || !edit) return;
      tellEnd(edit, was);
      // What the worker has changed stands in no answer that the cache has had.
      changed();
    },
    [client, shop, changed, tellEnd],
  );
}

function useTellEnd(): (edit: EditState, was: EditState['status']) => void {
  const { t } = useTranslation('products');
  const takeBack = useTakeBack();
  return useCallback(
    ({ id, status, products, search }: EditState, was: EditState['status']) => {
      if (status === 'UNDONE') return tell(t('bulk.allUndone'));
      if (was === 'UNDOING') return tellProblem(t('bulk.undoFailed'));
      if (products > 0) tell(t('bulk.done', { count: products }), () => void takeBack([id]));
      else if (!search?.refused) tell(t('bulk.nothing'));
      if (status === 'FAILED') tellProblem(t('bulk.failed'));
      if (!search?.refused) return;
      const said = search.problems.slice(0, MOST_SAID).map(({ title, message }) => `${title}: ${message}`);
      const more = search.refused > said.length ? [t('bulk.andMore', { count: search.refused - said.length })] : [];
      tellProblem([...said, ...more].join(' '));
    },
    [t, takeBack],
  );
}

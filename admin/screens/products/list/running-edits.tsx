import { Alert, Button, Group, Progress, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useMay, useShop } from '../../../app/place';
import { useSession } from '../../../app/session';
import { usePolling } from '../../../data/use-polling';
import { graphql } from '../../../generated';
import { useFormat } from '../../../ui/show';
import { tell, tellProblem } from '../../../ui/tell';
import { useAction } from '../../../ui/use-action';
import { type EditState, endedSince, foundOf, isUnderWay, progressOf } from './bulk-edit-state';
import { useTakeBack } from './use-bulk-edit';

const RunningEdits = graphql(`
  query RunningEdits($shop: ID!) {
    shop(id: $shop) {
      id
      bulkEdits(first: 10) {
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
  const edits = data?.shop?.bulkEdits.nodes ?? NONE;
  const running = edits.filter(isUnderWay);
  usePolling(() => again({ requestPolicy: 'network-only' }), running.length > 0, 2000);
  useTellingEnds(edits);
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

function useTellingEnds(edits: readonly EditState[]): void {
  const { t } = useTranslation('products');
  const { changed } = useSession();
  const takeBack = useTakeBack();
  const before = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const ended = endedSince(before.current, edits);
    before.current = new Set(edits.filter(isUnderWay).map(({ id }) => id));
    for (const { id, status, products, search } of ended) {
      if (status === 'UNDONE') tell(t('bulk.allUndone'));
      else if (products > 0) tell(t('bulk.done', { count: products }), () => void takeBack([id]));
      else if (!search?.refused) tell(t('bulk.nothing'));
      if (status === 'FAILED') tellProblem(t('bulk.failed'));
      if (search && search.refused > 0 && status !== 'UNDONE') {
        const said = search.problems.slice(0, MOST_SAID).map(({ title, message }) => `${title}: ${message}`);
        const more = search.refused > said.length ? [t('bulk.andMore', { count: search.refused - said.length })] : [];
        tellProblem([...said, ...more].join(' '));
      }
    }
    // What the worker has changed stands in no answer that the cache has had.
    if (ended.length > 0) changed();
  }, [edits, t, takeBack, changed]);
}

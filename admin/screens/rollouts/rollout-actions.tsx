import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import { useLocation } from 'wouter';
import { useAgency, useMay } from '../../app/place';
import { patiently } from '../../data/patiently';
import { graphql } from '../../generated';
import type { BlueprintApplicationStatus, BlueprintPart, RolloutStatus } from '../../generated/graphql';
import { tell, tellProblem } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import { ApplyBlueprint } from './apply';
import { type Counts, changesAny } from './rollout-state';

const CancelRollout = graphql(`
  mutation CancelRollout($agency: ID!, $rollout: ID!) {
    rolloutCancel(agency: $agency, rollout: $rollout) {
      rollout {
        id
        status
        stoppedBecause
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

const ContinueRollout = graphql(`
  mutation ContinueRollout($agency: ID!, $rollout: ID!) {
    rolloutContinue(agency: $agency, rollout: $rollout) {
      rollout {
        id
        status
        stoppedBecause
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

const UndoRollout = graphql(`
  mutation UndoRollout($agency: ID!, $rollout: ID!) {
    blueprintApplyUndo(agency: $agency, rollout: $rollout) {
      rollout {
        id
        status
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

const RolloutShops = graphql(`
  query RolloutShops($agency: ID!, $rollout: ID!, $after: String) {
    agency(id: $agency) {
      id
      blueprintRollout(id: $rollout) {
        id
        applications(first: 200, after: $after) {
          nodes {
            id
            shop {
              id
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  }
`);

interface Props {
  rollout: {
    id: string;
    dryRun: boolean;
    status: RolloutStatus;
    parts: readonly BlueprintPart[];
    blueprint: { id: string };
    summary: Counts & { shops: number; statuses: readonly { status: BlueprintApplicationStatus; count: number }[] };
  };
  onDone(): void;
}

const UNDOABLE: readonly BlueprintApplicationStatus[] = ['COMPLETED', 'FAILED', 'CANCELLED'];

/** What may be done with a roll-out as it stands: apply what a dry run showed, cancel, go on, take back. */
export function RolloutActions({ rollout, onDone }: Props) {
  const { t } = useTranslation(['rollouts', 'frame']);
  const { id: agency } = useAgency();
  const may = useMay();
  const [cancel, cancelling] = useAction(CancelRollout, (data) => data.rolloutCancel);
  const [goOn, goingOn] = useAction(ContinueRollout, (data) => data.rolloutContinue);
  const [undo, undoing] = useAction(UndoRollout, (data) => data.blueprintApplyUndo);
  const [apply, applying] = useApplying(rollout);
  if (!may('write_settings')) return null;
  const { id, dryRun, status, summary } = rollout;
  const names = { agency, rollout: id };
  const done = (message: string) => (answer: unknown) => {
    if (!answer) return;
    tell(message);
    onDone();
  };
  const isOver = status === 'COMPLETED' || status === 'CANCELLED';
  const isUndoable = !dryRun && isOver && summary.statuses.some((one) => UNDOABLE.includes(one.status));
  return (
    <>
      {!isOver && (
        <Button variant="default" loading={cancelling} onClick={() => cancel(names).then(done(t('actions.cancelled')))}>
          {t('actions.cancel')}
        </Button>
      )}
      {status === 'STOPPED' && (
        <Button loading={goingOn} onClick={() => goOn(names).then(done(t('actions.continued')))}>
          {t('actions.continue')}
        </Button>
      )}
      {isUndoable && (
        <Button variant="default" loading={undoing} onClick={() => undo(names).then(done(t('undo.begun')))}>
          {t('undo.all')}
        </Button>
      )}
      {dryRun && status === 'COMPLETED' && changesAny(summary) && (
        <Button loading={applying} onClick={apply}>
          {t('actions.apply', { count: summary.shops })}
        </Button>
      )}
    </>
  );
}

/** Does for real what a dry run has shown: with the same blueprint, parts and shops. */
function useApplying({ id, blueprint, parts }: Props['rollout']): readonly [apply: () => Promise<void>, applying: boolean] {
  const { t } = useTranslation(['rollouts', 'frame']);
  const client = useClient();
  const { id: agency } = useAgency();
  const [, navigate] = useLocation();
  const [begin, beginning] = useAction(ApplyBlueprint, (data) => data.blueprintApply);
  const [reading, setReading] = useState(false);

  const shopsOf = async (): Promise<string[] | null> => {
    const shops: string[] = [];
    for (let after: string | null = null; ; ) {
      const variables: { agency: string; rollout: string; after: string | null } = { agency, rollout: id, after };
      const { data } = await patiently(() => client.query(RolloutShops, variables, { requestPolicy: 'network-only' }).toPromise());
      const page = data?.agency?.blueprintRollout?.applications;
      if (!page) return null;
      for (const { shop } of page.nodes) if (!shops.includes(shop.id)) shops.push(shop.id);
      if (!page.pageInfo.hasNextPage) return shops;
      after = page.pageInfo.endCursor ?? null;
    }
  };
  const apply = async () => {
    setReading(true);
    const shops = await shopsOf();
    setReading(false);
    if (!shops) return tellProblem(t('frame:failed.network'));
    const input = { blueprint: blueprint.id, parts: [...parts], dryRun: false, idempotencyKey: `apply ${id}` };
    const answer = await begin({ shops, input });
    if (answer?.rollout) navigate(`/a/${agency}/rollouts/${answer.rollout.id}`);
  };
  return [apply, reading || beginning];
}

import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import { useAgency } from '../../app/place';
import { patiently } from '../../data/patiently';
import { graphql } from '../../generated';
import { draft } from '../../ui/draft';
import { freshKey } from '../../ui/fresh-key';
import { checkRows } from './check-rows';
import { isOpen, isReady, itemOf, type Opening, settled } from './opening';

const OpenShops = graphql(`
  mutation OpenShops($agency: ID!, $input: ShopsCreateInput!) {
    shopsCreate(agency: $agency, input: $input) {
      results {
        index
        shop {
          id
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

/** The API takes 250; smaller parts show sooner how far it is. */
const PART = 50;

/** Many shops on their way: what is typed, what was sent, and what came of it. Outlives the page. */
export function useOpening(initial: Opening) {
  const { t } = useTranslation(['openings', 'frame']);
  const client = useClient();
  const { id: agency } = useAgency();
  const key = `open-many.${agency}`;
  const [opening, setOpening] = useState<Opening>(() => draft.read<Opening>(key) ?? initial);
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const latest = useRef(opening);
  const gone = useRef(false);
  const stopped = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);

  const change = useCallback(
    (next: (now: Opening) => Opening) => {
      latest.current = next(latest.current);
      if (latest.current.rows.length > 0) draft.keep(key, latest.current);
      else draft.forget(key);
      setOpening(latest.current);
    },
    [key],
  );

  /** Sends one part. Answers whether to go on. */
  const sendPart = async (): Promise<boolean> => {
    const { rows, common } = latest.current;
    if (!latest.current.part) {
      const problems = checkRows(
        rows.map(({ cells }) => cells),
        common.blueprint !== null || common.currency !== '',
      );
      const ready = rows.filter((row, at) => isReady(row, problems[at])).slice(0, PART);
      if (ready.length === 0) return false;
      change((now) => ({ ...now, part: { key: freshKey(), rows: ready.map((row) => row.key) } }));
    }
    const { part } = latest.current;
    const byKey = new Map(rows.map((row) => [row.key, row]));
    const shops = part!.rows.flatMap((one) => (byKey.has(one) ? [itemOf(byKey.get(one)!.cells, common)] : []));
    const { blueprint, blueprintProducts } = common;
    const input = { shops, idempotencyKey: part!.key, ...(blueprint ? { blueprint: blueprint.id, blueprintProducts } : {}) };
    const { data, error } = await patiently(
      () => client.mutation(OpenShops, { agency, input }).toPromise(),
      () => gone.current,
    );
    const answer = data?.shopsCreate;
    if (!answer) {
      setProblem(error?.networkError ? t('frame:failed.network') : (error?.graphQLErrors[0]?.message ?? t('frame:failed.page')));
      return false;
    }
    if (answer.results) {
      change((now) => settled(now, answer.results!));
      return true;
    }
    // The part as a whole was refused; while its first sending still runs it is only asked for again.
    if (!answer.userErrors.some(({ code }) => code === 'IDEMPOTENCY_IN_PROGRESS')) change((now) => ({ ...now, part: null }));
    setProblem(answer.userErrors.map(({ message }) => message).join(' '));
    return false;
  };

  const send = async () => {
    setProblem(null);
    setRunning(true);
    stopped.current = false;
    while (!gone.current && !stopped.current && (await sendPart()));
    setRunning(false);
  };

  return {
    opening,
    change,
    send,
    /** After the part that is on its way. */
    stop: () => {
      stopped.current = true;
    },
    running,
    problem,
    done: opening.rows.filter((row) => !isOpen(row)).length,
  };
}

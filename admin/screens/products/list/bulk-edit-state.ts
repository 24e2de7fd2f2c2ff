import { graphql } from '../../../generated';
import type { EditStateFragment } from '../../../generated/graphql';

graphql(`
  fragment EditState on BulkEdit {
    id
    status
    products
    canUndo
    undoneAt
    search {
      query
      found
      seen
      refused
      problems {
        title
        message
      }
    }
  }
`);

export type EditState = EditStateFragment;

/** The worker is at it. */
export const isUnderWay = ({ status }: EditState): boolean => status === 'RUNNING' || status === 'UNDOING';

/** So far the API counts. */
const MOST_COUNTED = 100_000;

/** How many it has found, as it is shown. */
export const foundOf = ({ search }: EditState, number: (value: number) => string): string =>
  `${number(search?.found ?? 0)}${search && search.found >= MOST_COUNTED ? '+' : ''}`;

/** In per cent; what was counted when it began may have become fewer or more. */
export const progressOf = ({ search, status }: EditState): number =>
  !search || status !== 'RUNNING' ? 100 : search.found === 0 ? 0 : Math.min(100, (100 * search.seen) / search.found);

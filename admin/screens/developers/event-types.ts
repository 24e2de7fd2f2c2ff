import { useAddress } from '../../ui/use-address';
import { EVENT_TYPES } from './types-of-events';

/** The types that the page's address names; none: all. One that is unknown is left out: the API refuses it. */
export function useTypes() {
  const [kept, keep] = useAddress('types');
  const chosen = kept.split(',').filter((type) => EVENT_TYPES.includes(type as (typeof EVENT_TYPES)[number]));
  return { chosen, choose: (types: string[]) => keep(types.join(',')) };
}

export type Types = ReturnType<typeof useTypes>;

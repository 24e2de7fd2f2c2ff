import { useAddress } from '../../ui/use-address';
import { momentsOf } from './days';

export const NO_FILTER = { query: '', actor: null, mutation: null, from: null, until: null };

/** Who, what and when, as the page's address has it. */
export function useFilter() {
  const [query, setQuery] = useAddress('query');
  const [actor, setActor] = useAddress('actor');
  const [mutation, setMutation] = useAddress('what');
  const [from, setFrom] = useAddress('from');
  const [until, setUntil] = useAddress('until');
  return {
    query,
    setQuery,
    actor,
    setActor,
    mutation,
    setMutation,
    from,
    setFrom,
    until,
    setUntil,
    isEmpty: !query && !actor && !mutation && !from && !until,
    variables: { query, actor: actor || null, mutation: mutation || null, ...momentsOf(from, until) },
  };
}

export type Filter = ReturnType<typeof useFilter>;

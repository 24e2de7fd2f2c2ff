import { UserError } from './errors.js';

/** From each state, which event leads where. What is not in the table does not happen. */
export type TransitionTable<State extends string, Event extends string> = Readonly<Record<State, Readonly<Partial<Record<Event, State>>>>>;

/** A table of transitions, to ask where an event leads. `thing` begins the sentence of a refusal: "Order". */
export function transitions<State extends string, Event extends string>(thing: string, table: TransitionTable<State, Event>) {
  return {
    /** @throws {UserError} WRONG_STATE, naming the state and the event */
    next(from: State, event: Event): State {
      const to = table[from][event];
      if (to === undefined) throw new UserError('WRONG_STATE', `${thing} is ${from}: "${event}" is not possible from there`);
      return to;
    },
    allows: (from: State, event: Event): boolean => table[from][event] !== undefined,
    /** The states that an event may start from: what a conditional write filters by. */
    startsOf: (event: Event): State[] => (Object.keys(table) as State[]).filter((state) => table[state][event] !== undefined),
  };
}

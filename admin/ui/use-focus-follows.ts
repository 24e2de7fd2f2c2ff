import { type RefObject, useLayoutEffect, useRef } from 'react';

export type Way = 'up' | 'down';

interface FocusFollows<Element extends HTMLElement> {
  /** For the element that holds the items. Their buttons bear `data-move`: see `moveOf`. */
  list: RefObject<Element | null>;
  /** To be called before the order changes: the item that is known by `key` in the new order has been moved this way. */
  follow: (way: Way, key: string) => void;
  /** The item has not been moved after all. */
  stay: () => void;
}

/** What the button bears that moves an item: `up prod_1`. */
export const moveOf = (way: Way, key: string | number): string => `${way} ${key}`;

/**
 * For lists whose items have buttons that move them: the focus goes along, so that the next press moves the same item on. At the end of
 * the list the button for the other way has it.
 */
export function useFocusFollows<Element extends HTMLElement>(order: unknown): FocusFollows<Element> {
  const list = useRef<Element>(null);
  const moved = useRef<{ way: Way; key: string } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each order
  useLayoutEffect(() => {
    const { activeElement } = document;
    const going = moved.current;
    moved.current = null;
    // Whoever has gone elsewhere meanwhile stays there.
    if (!going || !(activeElement === document.body || list.current?.contains(activeElement))) return;
    const buttons = [...(list.current?.querySelectorAll<HTMLButtonElement>('[data-move]') ?? [])];
    const button = (way: Way) => buttons.find((one) => one.dataset.move === moveOf(way, going.key) && !one.disabled);
    (button(going.way) ?? button(going.way === 'up' ? 'down' : 'up'))?.focus();
  }, [order]);
  const follow = (way: Way, key: string) => {
    moved.current = { way, key };
  };
  const stay = () => {
    moved.current = null;
  };
  return { list, follow, stay };
}

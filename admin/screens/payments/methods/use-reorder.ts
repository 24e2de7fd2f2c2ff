import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef, useState } from 'react';
import { moved } from './choices';

interface Reorder<Item> {
  /** As they stand while one is dragged. */
  items: readonly Item[];
  dragged: string | null;
  list: React.RefObject<HTMLUListElement | null>;
  /** For the handle of an item: dragged by mouse, finger or pen, moved by the arrow keys. */
  handle(key: string): {
    onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    onPointerUp: () => void;
    onPointerCancel: () => void;
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  };
  move(key: string, by: number): void;
}

/** A list whose items are put into another order; each finished move is told once. */
export function useReorder<Item extends { key: string }>(
  items: readonly Item[],
  onMoved: (items: Item[], moved: Item) => void,
): Reorder<Item> {
  const list = useRef<HTMLUListElement>(null);
  const [drag, setDrag] = useState<{ key: string; items: readonly Item[] } | null>(null);
  const shown = drag?.items ?? items;
  // What of an item has the focus would lose it where the item is taken out of the page and put back further down.
  const pressed = useRef<HTMLElement | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each order
  useLayoutEffect(() => {
    pressed.current?.focus();
    pressed.current = null;
  }, [shown]);

  const move = (key: string, by: number) => {
    const from = items.findIndex((item) => item.key === key);
    const to = from + by;
    if (from < 0 || to < 0 || to >= items.length) return;
    pressed.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    onMoved(moved(items, from, to), items[from]!);
  };
  const dragTo = (y: number) => {
    if (!drag || !list.current) return;
    const boxes = [...list.current.children].map((one) => one.getBoundingClientRect());
    const over = boxes.findIndex(({ top, bottom }) => y >= top && y <= bottom);
    const from = drag.items.findIndex((item) => item.key === drag.key);
    if (over >= 0 && over !== from) setDrag({ key: drag.key, items: moved(drag.items, from, over) });
  };
  const drop = () => {
    if (!drag) return;
    setDrag(null);
    const item = items.find(({ key }) => key === drag.key);
    const isMoved = drag.items.some(({ key }, at) => key !== items[at]?.key);
    if (item && isMoved) onMoved([...drag.items], item);
  };
  return {
    items: shown,
    dragged: drag?.key ?? null,
    list,
    move,
    handle: (key) => ({
      onPointerDown: (event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ key, items });
      },
      onPointerMove: (event) => dragTo(event.clientY),
      onPointerUp: drop,
      onPointerCancel: () => setDrag(null),
      onKeyDown: (event) => {
        const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
        if (by === 0) return;
        event.preventDefault();
        move(key, by);
      },
    }),
  };
}

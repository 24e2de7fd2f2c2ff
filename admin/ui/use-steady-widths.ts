import { type RefObject, useEffect, useLayoutEffect, useState } from 'react';

/**
 * The widths that the browser gave to a table's columns for its first rows, in pixels: kept from then on, since the rows that are drawn
 * change while one scrolls, and columns would move with them. Null before there are rows, and anew after the window has changed.
 */
export function useSteadyWidths(head: RefObject<HTMLTableRowElement | null>, hasRows: boolean, columns: number): readonly number[] | null {
  const [widths, setWidths] = useState<readonly number[] | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other columns share the room otherwise
  useEffect(() => {
    const forget = () => setWidths(null);
    forget();
    addEventListener('resize', forget);
    return () => removeEventListener('resize', forget);
  }, [columns]);
  useLayoutEffect(() => {
    if (!hasRows || widths || !head.current) return;
    setWidths([...head.current.cells].map((cell) => cell.getBoundingClientRect().width));
  }, [hasRows, widths, head]);
  return widths;
}

const MOST = 100;

/** A part of a name, in any case, for the short lists of a shop that are read through. Null where nothing is asked for. */
export function partOf(query: string | null | undefined): { $regex: string; $options: 'i' } | null {
  const text = query?.trim().slice(0, MOST);
  return text ? { $regex: text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'), $options: 'i' } : null;
}

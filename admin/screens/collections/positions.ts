/** Between two siblings that came one after the other. */
const GAP = 1024;

interface Placed {
  id: string;
  position: number;
}

/**
 * Which siblings get which positions, so that the one at `from` comes to stand at `to`: that one alone where there is room between its new
 * neighbours, otherwise all of them, with gaps anew.
 */
export function positionsFor(siblings: readonly Placed[], from: number, to: number): Placed[] {
  const moved = siblings[from];
  if (!moved || from === to || to < 0 || to >= siblings.length) return [];
  const others = siblings.filter((_one, at) => at !== from);
  const [before, after] = [others[to - 1], others[to]];
  const low = before?.position ?? Math.max(-1, (after?.position ?? 0) - 2 * GAP);
  const high = after?.position ?? low + 2 * GAP;
  const between = Math.floor((low + high) / 2);
  if (between > low && between < high) return [{ id: moved.id, position: between }];
  const ordered = [...others.slice(0, to), moved, ...others.slice(to)];
  return ordered.flatMap(({ id, position }, at) => (position === (at + 1) * GAP ? [] : [{ id, position: (at + 1) * GAP }]));
}

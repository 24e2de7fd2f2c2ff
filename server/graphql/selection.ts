import type { FieldNode, GraphQLResolveInfo, SelectionSetNode } from 'graphql';

/** By the field's node, which the document cache keeps: a document that comes again is not walked again. */
const known = new WeakMap<FieldNode, Map<string, ReadonlySet<string>>>();

/**
 * The names of the fields that are asked for below this one, so that heavy ones nobody wants are not read.
 * `selected(info, 'nodes')` looks below `nodes` and below `edges { node }`; `selected(info)` directly below.
 * Fields under @skip or @include count as asked for.
 */
export function selected(info: GraphQLResolveInfo, below?: 'nodes'): ReadonlySet<string> {
  const [field] = info.fieldNodes;
  if (info.fieldNodes.length === 1 && field) {
    const cached = known.get(field)?.get(below ?? '');
    if (cached) return cached;
  }
  const names = new Set<string>();
  for (const { selectionSet } of info.fieldNodes) {
    if (selectionSet) collect(selectionSet, below === 'nodes' ? ['nodes|edges'] : [], info, names, new Set());
  }
  if (info.fieldNodes.length === 1 && field) known.set(field, (known.get(field) ?? new Map()).set(below ?? '', names));
  return names;
}

function collect(
  selections: SelectionSetNode,
  path: readonly string[],
  info: GraphQLResolveInfo,
  into: Set<string>,
  walked: Set<string>,
): void {
  for (const selection of selections.selections) {
    if (selection.kind === 'Field') {
      const name = selection.name.value;
      if (path.length === 0) into.add(name);
      else if (path[0]!.split('|').includes(name) && selection.selectionSet) {
        collect(selection.selectionSet, name === 'edges' ? ['node'] : path.slice(1), info, into, walked);
      }
    } else {
      if (selection.kind === 'FragmentSpread') {
        // A fragment that is spread many times is walked once for each place.
        const place = `${selection.name.value}/${path.join('/')}`;
        if (walked.has(place)) continue;
        walked.add(place);
      }
      const inner = selection.kind === 'InlineFragment' ? selection : info.fragments[selection.name.value];
      if (inner) collect(inner.selectionSet, path, info, into, walked);
    }
  }
}

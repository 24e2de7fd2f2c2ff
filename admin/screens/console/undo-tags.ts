/** A shop that was changed, and the tags that it had before. */
export interface Changed {
  shop: string;
  tagsBefore: readonly string[];
}

interface TagChange {
  tagsAdd?: readonly string[] | null | undefined;
  tagsRemove?: readonly string[] | null | undefined;
}

export interface Undoing {
  shops: string[];
  tagsAdd: string[];
  tagsRemove: string[];
}

/** What takes a change of tags back: of each shop only what the change has done there. Shops of which the same is to be done stand together. */
export function undoOfTags(changed: readonly Changed[], { tagsAdd, tagsRemove }: TagChange): Undoing[] {
  const groups = new Map<string, Undoing>();
  for (const { shop, tagsBefore } of changed) {
    const came = (tagsAdd ?? []).filter((tag) => !tagsBefore.includes(tag));
    const went = (tagsRemove ?? []).filter((tag) => tagsBefore.includes(tag));
    if (came.length + went.length === 0) continue;
    const key = JSON.stringify([came, went]);
    const group = groups.get(key) ?? { shops: [], tagsAdd: went, tagsRemove: came };
    group.shops.push(shop);
    groups.set(key, group);
  }
  return [...groups.values()];
}

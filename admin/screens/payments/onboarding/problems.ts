import { PARTS, type Part, partOf, placeOfField } from './application';

interface Problem {
  field?: string | null | undefined;
  message: string;
}

/** Why it was rejected, by the path of the field or part in which it stands here. */
export function reasonsOf(problems: readonly Problem[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { field, message } of problems) {
    const place = placeOfField(field);
    if (!place) continue;
    found[place] = found[place] ? `${found[place]} ${message}` : message;
    // What is no field of its own, such as the whole licence, is told at its part.
    const part = partOf(place);
    if (part && place !== part && place.split('.').length === 2 && GROUPS.has(place))
      found[part] = [found[part], message].filter(Boolean).join(' ');
  }
  return found;
}

const GROUPS: ReadonlySet<string> = new Set([
  'subject.businessLicense',
  'subject.certificate',
  'subject.identity',
  'subject.beneficialOwners',
]);

/** The parts in which something was rejected. */
export const partsToMend = (problems: readonly Problem[]): Part[] => {
  const wanted = new Set(problems.flatMap(({ field }) => placeOfField(field) ?? []).flatMap((place) => partOf(place) ?? []));
  return PARTS.filter((part) => wanted.has(part));
};

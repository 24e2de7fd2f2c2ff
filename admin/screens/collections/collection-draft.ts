import type {
  CollectionQuery,
  CollectionRulesInput,
  CollectionSort,
  RuleConditionInput,
  RuleField,
  RuleRelation,
  RulesMatch,
} from '../../generated/graphql';

export type ReadCollection = NonNullable<NonNullable<CollectionQuery['shop']>['collection']>;

export const MOST_CONDITIONS = 20;

/** All that the form of a collection holds. */
export interface CollectionDraft extends Record<string, unknown> {
  title: string;
  handle: string;
  descriptionHtml: string;
  sort: CollectionSort;
  match: RulesMatch;
  /** Empty: its products are placed by hand. */
  conditions: RuleConditionInput[];
  unchangedSince: string;
}

export const FIELDS: readonly RuleField[] = ['TAG', 'TYPE', 'VENDOR', 'PRICE', 'STOCK', 'CATEGORY'];

/** What can be said of a field. */
export const relationsOf = (field: RuleField): readonly RuleRelation[] =>
  field === 'PRICE' ? ['EQUALS', 'NOT_EQUALS', 'LESS_THAN', 'GREATER_THAN'] : field === 'STOCK' ? ['EQUALS'] : ['EQUALS', 'NOT_EQUALS'];

/** The condition about another field: what cannot be said of it falls back. */
export function aboutField(condition: RuleConditionInput, field: RuleField): RuleConditionInput {
  const [usual = 'EQUALS', ...others] = relationsOf(field);
  const relation = others.includes(condition.relation) ? condition.relation : usual;
  return { field, relation, value: field === 'STOCK' ? 'in' : '' };
}

/** Where the API finds fault with a condition, and the form's own name for it. */
export const FIELD_NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from({ length: MOST_CONDITIONS }, (_, at) => [`rules.conditions.${at}.value`, `conditions.${at}.value`]),
);

/** The rules, where they are whole; null otherwise. */
export function rulesOf({ match, conditions }: Pick<CollectionDraft, 'match' | 'conditions'>): CollectionRulesInput | null {
  if (conditions.length === 0 || conditions.some(({ value }) => !value.trim())) return null;
  return { match, conditions: conditions.map(({ field, relation, value }) => ({ field, relation, value: value.trim() })) };
}

export const newCollection = (byRule: boolean): CollectionDraft => ({
  title: '',
  handle: '',
  descriptionHtml: '',
  sort: byRule ? 'NEWEST' : 'MANUAL',
  match: 'ALL',
  conditions: byRule ? [{ field: 'TAG', relation: 'EQUALS', value: '' }] : [],
  unchangedSince: '',
});

export const draftOf = ({ title, handle, descriptionHtml, sort, rules, updatedAt }: ReadCollection): CollectionDraft => ({
  title,
  handle,
  descriptionHtml,
  sort,
  match: rules?.match ?? 'ALL',
  conditions: (rules?.conditions ?? []).map(({ field, relation, value }) => ({ field, relation, value })),
  unchangedSince: updatedAt,
});

/** What is common to making and changing one. */
export const inputOf = (draft: CollectionDraft) => ({
  title: draft.title,
  ...(draft.handle ? { handle: draft.handle } : {}),
  descriptionHtml: draft.descriptionHtml,
  sort: draft.sort,
  // Not whole ones too: the API says at which condition what is missing.
  ...(draft.conditions.length > 0 ? { rules: { match: draft.match, conditions: draft.conditions } } : {}),
});

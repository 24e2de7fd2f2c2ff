import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import { MOST_A_PAGE } from '#platform/page.js';

/** The most that one document may cost. */
export const MOST_A_QUERY = 1000;

const MUTATION = 10;
/** A look at the schema: thousands of objects, though none of the data's. */
const INTROSPECTION = 100;
/** Fields that read much of a shop's history, or of an agency's, and answer a few lines. */
const WHOLE: Readonly<Record<string, number>> = {
  'Shop.balances': 50,
  'Shop.productsCount': 20,
  'Shop.sales': 5,
  'AgencySales.days': 50,
  'AgencySales.topShops': 50,
  'Agency.shopsCount': 20,
  'Agency.shopIds': 50,
};
/** Mutations whose further items cost less than 1. */
const ITEMS_A_POINT: Readonly<Record<string, number>> = {
  catalogImportStart: 10,
  blueprintApply: 10,
  productCreate: 10,
  productUpdate: 10,
  shopsUpdate: 10,
};
const USUAL_PAGE = 50;

type Variables = Readonly<Record<string, unknown>>;

interface Walk {
  schema: GraphQLSchema;
  fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  variables: Variables;
  /** A fragment that is spread many times is walked once. */
  known: Map<string, number>;
  /** What an object costs: nothing in a mutation's payload, whose price is the mutation's own. */
  object: 0 | 1;
  /** Something is read of which the answer will show nothing that could be counted. */
  unseen: boolean;
}

export interface Requested {
  points: number;
  /** What the answer holds does not tell what it took: nothing is given back. */
  fixed: boolean;
}

/**
 * What a document asks for, before it runs: a scalar 0, an object 1, a connection its page size times its node (a page is read even if
 * nothing but its end is asked for), a plain list that takes `first` so many times what it holds, what reads a whole history 5 to 50;
 * a mutation 10, and 1 for each further item; a look at the schema 100.
 */
export function requestedCost(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: Walk['fragments'],
  variables: Variables,
): Requested {
  const type = schema.getRootType(operation.operation);
  if (!type) return { points: 0, fixed: false };
  const isMutation = operation.operation === 'mutation';
  const walk: Walk = { schema, fragments, variables, known: new Map(), object: isMutation ? 0 : 1, unseen: false };
  const fields = costOf(operation.selectionSet, type, walk);
  return { points: isMutation ? fields + mutationsCost(operation.selectionSet, walk) : fields, fixed: isMutation || walk.unseen };
}

function costOf(selections: SelectionSetNode, type: GraphQLObjectType, walk: Walk): number {
  let cost = 0;
  for (const selection of selections.selections) {
    if (selection.kind === 'Field') cost += fieldCost(selection, type, walk);
    else if (selection.kind === 'InlineFragment')
      cost += costOf(selection.selectionSet, typeNamed(selection.typeCondition?.name.value, type, walk), walk);
    else cost += spreadCost(selection.name.value, type, walk);
  }
  return cost;
}

function spreadCost(name: string, type: GraphQLObjectType, walk: Walk): number {
  const known = walk.known.get(name);
  if (known !== undefined) return known;
  const fragment = walk.fragments[name];
  if (!fragment) return 0;
  walk.known.set(name, 0); // a cycle is refused by validation; here it must only end
  const cost = costOf(fragment.selectionSet, typeNamed(fragment.typeCondition.name.value, type, walk), walk);
  walk.known.set(name, cost);
  return cost;
}

function typeNamed(name: string | undefined, otherwise: GraphQLObjectType, { schema }: Walk): GraphQLObjectType {
  const type = name ? schema.getType(name) : undefined;
  return isObjectType(type) || isInterfaceType(type) ? (type as GraphQLObjectType) : otherwise;
}

function fieldCost(node: FieldNode, parent: GraphQLObjectType, walk: Walk): number {
  if (node.name.value === '__schema' || node.name.value === '__type') return INTROSPECTION;
  const field = parent.getFields?.()[node.name.value];
  if (!field || !node.selectionSet) return 0;
  const type = getNamedType(field.type);
  if (!isCompositeType(type)) return 0;
  const inner = costOf(node.selectionSet, type as GraphQLObjectType, walk);
  const many = takesFirst(field) ? pageOf(node, field, walk.variables) : 1;
  const whole = WHOLE[`${parent.name}.${field.name}`];
  if (whole) {
    walk.unseen = true;
    return whole + many * inner;
  }
  if (type.name.endsWith('Connection')) {
    if (inner === 0) walk.unseen = true;
    return pageOf(node, field, walk.variables) * Math.max(inner, 1);
  }
  if (type.name === 'PageInfo') return 0;
  if (parent.name.endsWith('Connection') || parent.name.endsWith('Edge')) {
    // `nodes` and `edges { node }`: the node's own price, inside a connection always counted.
    return field.name === 'edges' ? inner : 1 + inner;
  }
  return many * (walk.object + inner);
}

/** A list that takes `first` without being a connection. */
const takesFirst = ({ args, type }: GraphQLField<unknown, unknown>): boolean =>
  isListType(getNullableType(type)) && args.some(({ name }) => name === 'first');

function pageOf(node: FieldNode, field: GraphQLField<unknown, unknown>, variables: Variables): number {
  if (!field.args.some(({ name }) => name === 'first')) return USUAL_PAGE;
  const given = (name: string) => {
    const argument = node.arguments?.find((one) => one.name.value === name);
    return argument ? valueFromASTUntyped(argument.value, variables) : undefined;
  };
  const usual = field.args.find(({ name }) => name === 'first')?.defaultValue;
  const size = Number(given('last') ?? given('first') ?? usual ?? USUAL_PAGE);
  return Number.isFinite(size) ? Math.min(Math.max(size, 1), MOST_A_PAGE) : MOST_A_PAGE;
}

/** 10 for each mutation of the document and 1 for each item after the first, of its longest list. */
function mutationsCost(selections: SelectionSetNode, walk: Walk): number {
  let cost = 0;
  for (const selection of selections.selections) {
    if (selection.kind !== 'Field') {
      const inner = selection.kind === 'InlineFragment' ? selection : walk.fragments[selection.name.value];
      if (inner) cost += mutationsCost(inner.selectionSet, walk);
      continue;
    }
    const lists = (selection.arguments ?? []).flatMap(({ value }) => listsIn(valueFromASTUntyped(value, walk.variables)));
    const items = Math.max(0, ...lists);
    const each = ITEMS_A_POINT[selection.name.value];
    cost += MUTATION + (each ? Math.ceil(items / each) : Math.max(0, items - 1));
  }
  return cost;
}

/** The lengths of an argument's lists: its own, or those directly in an input. */
function listsIn(value: unknown): number[] {
  if (Array.isArray(value)) return [value.length];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap((inner) => (Array.isArray(inner) ? [inner.length] : []));
}

/** What an answer turned out to hold: its objects, without the wrappers of lists. */
export function actualCost(data: unknown): number {
  if (Array.isArray(data)) return data.reduce<number>((sum, one) => sum + actualCost(one), 0);
  if (data === null || typeof data !== 'object' || data instanceof Date) return 0;
  let cost = 1;
  for (const [key, value] of Object.entries(data)) {
    if (key === 'pageInfo' || value === null || typeof value !== 'object') continue;
    if (isConnection(value)) cost += actualCost(value) - 1;
    else if (key === 'edges') cost += (value as { node?: unknown }[]).reduce((sum, { node }) => sum + actualCost(node), 0);
    else cost += actualCost(value);
  }
  return cost;
}

const isConnection = (value: object): boolean => 'nodes' in value || 'edges' in value || 'pageInfo' in value;

import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
} from 'graphql';
import type { Scope } from '#tenants/index.js';

type Field = GraphQLField<unknown, unknown>;

/** These are entered by their own fields: inside another answer their name is enough. */
const ENTRANCES = new Set(['Shop', 'Agency']);
/** How many things with an id of their own an answer shows one inside the other. */
const DEPTH = 3;

/** Every field that an answer of this type can have, a few things deep; `seen` collects them as `Type.field`. */
export function everythingOf(
  schema: GraphQLSchema,
  type: GraphQLNamedType,
  seen: Set<string>,
  depth = DEPTH,
  within: readonly string[] = [],
): string {
  if (isInterfaceType(type)) return '{ __typename id }'; // its types are looked at where they are listed
  if (isUnionType(type)) {
    const parts = schema.getPossibleTypes(type).map((one) => `... on ${one.name} ${everythingOf(schema, one, seen, 1)}`);
    return `{ __typename ${parts.join(' ')} }`;
  }
  if (!isObjectType(type)) return '';
  const isThing = 'id' in type.getFields();
  if (within.length > 0 && (ENTRANCES.has(type.name) || within.includes(type.name))) return isThing ? '{ id }' : '{ __typename }';
  const left = isThing ? depth - 1 : depth;
  if (left < 0) return '{ __typename }';
  const fields = Object.values(type.getFields()).flatMap((field) => {
    if (field.args.some(isRequiredArgument) || isLookUp(field)) return [];
    seen.add(`${type.name}.${field.name}`);
    const inner = getNamedType(field.type);
    if (!isCompositeType(inner)) return [field.name];
    if (type.name.endsWith('Edge')) return [`${field.name} { __typename }`]; // shown by nodes
    const paging = inner.name.endsWith('Connection') ? '(first: 2)' : '';
    return [`${field.name}${paging} ${everythingOf(schema, inner, seen, left, [...within, type.name])}`];
  });
  return fields.length > 0 ? `{ ${fields.join(' ')} }` : '{ __typename }';
}

const NAMES = new Set(['id', 'handle', 'token', 'number', 'externalId']);

/** Finds one thing by one of its names. */
export const isLookUp = (field: Field): boolean => field.args.some(({ name }) => NAMES.has(name));

/** Fields that take an id or a word, other than to turn a page: `Type.field argument`. */
export const namesTaken = (schema: GraphQLSchema): { field: string; argument: string }[] =>
  objectTypes(schema)
    .filter(({ name }) => name !== 'Mutation')
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) =>
        field.args
          .filter(({ name, type: given }) => ['ID', 'String'].includes(getNamedType(given).name) && name !== 'after' && name !== 'before')
          .map(({ name }) => ({ field: `${type.name}.${field.name}`, argument: name })),
      ),
    );

export const scopeOf = (field: Field): Scope | undefined => {
  const argument = field.astNode?.directives?.find(({ name }) => name.value === 'requires')?.arguments?.[0]?.value;
  return argument?.kind === 'EnumValue' ? (argument.value as Scope) : undefined;
};

export const objectTypes = (schema: GraphQLSchema): GraphQLObjectType[] =>
  Object.values(schema.getTypeMap()).filter((type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'));

/** `$input: XInput!, $shop: ID` and `input: $input, shop: $shop` for the arguments that are given. */
export function passing(field: Field, args: object): { declared: string; passed: string } {
  const given = field.args.filter(({ name }) => name in args);
  const wrap = (parts: string[]) => (parts.length > 0 ? `(${parts.join(', ')})` : '');
  return {
    declared: wrap(given.map(({ name, type }) => `$${name}: ${type}`)),
    passed: wrap(given.map(({ name }) => `${name}: $${name}`)),
  };
}

/** The places in an input type where an id stands: `VariantInput.id`. */
export function idsIn(type: GraphQLInputType, met = new Set<string>()): string[] {
  const named = getNamedType(type);
  if (!isInputObjectType(named) || met.has(named.name)) return [];
  met.add(named.name);
  return Object.values(named.getFields()).flatMap((field) =>
    getNamedType(field.type).name === 'ID' ? [`${named.name}.${field.name}`] : idsIn(field.type, met),
  );
}

/** Where the example fills such a place. */
export function idsGiven(type: GraphQLInputType, value: unknown): string[] {
  const named = getNamedType(type);
  if (Array.isArray(value)) return value.flatMap((one) => idsGiven(type, one));
  if (!isInputObjectType(named) || value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const field = named.getFields()[name];
    if (!field) return [];
    return getNamedType(field.type).name === 'ID' ? [`${named.name}.${name}`] : idsGiven(field.type, inner);
  });
}

const stepInto = ({ name, args }: Field): string => (args.some((argument) => argument.name === 'first') ? `${name}(first: 5)` : name);

/** The shortest way from a type to another, through fields that look nothing up: `orders.nodes.payments`. */
export function wayTo(schema: GraphQLSchema, from: string, to: string, avoid: (field: Field) => boolean): string[] | null {
  const queue: { type: string; way: string[] }[] = [{ type: from, way: [] }];
  const met = new Set([from]);
  for (const { type, way } of queue) {
    if (type === to) return way;
    const object = schema.getType(type);
    if (!isObjectType(object)) continue;
    for (const field of Object.values(object.getFields())) {
      const next = getNamedType(field.type);
      if (!isObjectType(next) || met.has(next.name) || isLookUp(field) || field.args.some(isRequiredArgument) || avoid(field)) continue;
      met.add(next.name);
      queue.push({ type: next.name, way: [...way, stepInto(field)] });
    }
  }
  return null;
}

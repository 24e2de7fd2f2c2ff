import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInputObjectType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import type { Scope } from '#tenants/index.js';

type Field = GraphQLField<unknown, unknown>;

/** These are entered by their own fields: inside another answer their name is enough. */
const ENTRANCES = new Set(['Shop', 'Agency']);
/** How deep an answer looks below the thing itself. */
const DEPTH = 3;

/** Every field that an answer of this type can have, a few levels deep; `seen` collects them as `Type.field`. */
export function everythingOf(schema: GraphQLSchema, type: GraphQLNamedType, seen: Set<string>, depth = DEPTH): string {
  if (isAbstractType(type)) {
    const parts = schema.getPossibleTypes(type).map((possible) => `... on ${possible.name} ${everythingOf(schema, possible, seen, depth)}`);
    return `{ __typename ${parts.join(' ')} }`;
  }
  if (!isObjectType(type)) return '';
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const inner = getNamedType(field.type);
    if (field.args.some(isRequiredArgument)) return [];
    if (!isCompositeType(inner)) {
      seen.add(`${type.name}.${field.name}`);
      return [field.name];
    }
    if (ENTRANCES.has(inner.name)) {
      seen.add(`${type.name}.${field.name}`);
      return [`${field.name} { id name }`];
    }
    const wrapper = type.name.endsWith('Connection') || type.name.endsWith('Edge') || inner.name.endsWith('Connection');
    if (depth === 0 && !wrapper) return [];
    if (depth === 0 && inner.name.endsWith('Connection')) return [];
    seen.add(`${type.name}.${field.name}`);
    const paging = inner.name.endsWith('Connection') ? '(first: 2)' : '';
    return [`${field.name}${paging} ${everythingOf(schema, inner, seen, wrapper ? depth : depth - 1)}`];
  });
  return fields.length > 0 ? `{ ${fields.join(' ')} }` : '{ __typename }';
}

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

/** The shortest way from a type to another's field, through fields that need no argument: `orders.nodes.payments`. */
export function wayTo(schema: GraphQLSchema, from: string, to: string, avoid: (field: Field) => boolean): string[] | null {
  const queue: { type: string; way: string[] }[] = [{ type: from, way: [] }];
  const met = new Set([from]);
  for (const { type, way } of queue) {
    if (type === to) return way;
    const object = schema.getType(type);
    if (!isObjectType(object)) continue;
    for (const field of Object.values(object.getFields())) {
      const next = getNamedType(field.type);
      if (!isObjectType(next) || met.has(next.name) || field.args.some(isRequiredArgument) || avoid(field)) continue;
      met.add(next.name);
      queue.push({ type: next.name, way: [...way, field.name] });
    }
  }
  return null;
}

import {
  BreakingChangeType,
  findBreakingChanges,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isObjectType,
} from 'graphql';
import type { Api } from './read.js';

/** Whoever calls them has no tenant yet, or changes nothing but what is his own as a person. */
const WITHOUT_TENANT = new Set([
  'signUp',
  'signIn',
  'signOut',
  'viewerUpdate',
  'passwordChange',
  'passwordResetRequest',
  'passwordReset',
  'emailConfirm',
  'emailConfirmationSend',
  'emailChange',
  'emailChangeSend',
  'emailChangeCancel',
  'emailChangeConfirm',
  'emailChangeUndo',
  'twoFactorStart',
  'twoFactorConfirm',
  'twoFactorDisable',
  'recoveryCodesRenew',
  'sessionEnd',
  'sessionsEndOthers',
  'invitationAccept',
]);
/** Each thing behind them asks for its own scope. */
const WITHOUT_SCOPE = new Set([
  'Agency.shops',
  'Agency.shopsCount',
  'Agency.shopIds',
  'Shop.node',
  'Shop.agency',
  'Shop.problems',
  'Shop.setup',
]);
const PAGING = ['first', 'after', 'last', 'before'];

/** Where a schema leaves the manner that clients rely on: a sentence for each place. */
export function departures(api: Api, schema: GraphQLSchema): string[] {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && !type.name.startsWith('__'),
  ) as GraphQLObjectType[];
  return [
    ...types.flatMap(connectionDepartures),
    ...types.flatMap((type) => Object.values(type.getFields()).flatMap((field) => pagingDepartures(type, field))),
    ...Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap((field) => mutationDepartures(api, field)),
    ...(api === 'admin' ? types.flatMap(scopeDepartures) : []),
  ];
}

function connectionDepartures(type: GraphQLObjectType): string[] {
  if (!type.name.endsWith('Connection')) return [];
  const missing = ['edges', 'nodes', 'pageInfo'].filter((name) => !type.getFields()[name]);
  return missing.map((name) => `${type.name} has no ${name}`);
}

function pagingDepartures(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): string[] {
  if (!getNamedType(field.type).name.endsWith('Connection')) return [];
  const names = field.args.map(({ name }) => name);
  return PAGING.filter((name) => !names.includes(name)).map((name) => `${type.name}.${field.name} takes no ${name}`);
}

function mutationDepartures(api: Api, field: GraphQLField<unknown, unknown>): string[] {
  const name = field.name[0]!.toUpperCase() + field.name.slice(1);
  const payload = getNamedType(field.type);
  const input = field.args.find((argument) => argument.name === 'input');
  const errors = isObjectType(payload) ? payload.getFields().userErrors : undefined;
  return [
    ...(payload.name === `${name}Payload` ? [] : [`Mutation.${field.name} answers ${payload.name}, not ${name}Payload`]),
    ...(String(field.type).endsWith('!')
      ? [`Mutation.${field.name} answers null where it is forbidden: ${payload.name}, without "!"`]
      : []),
    ...(String(errors?.type) === '[UserError!]!' ? [] : [`${payload.name} has no userErrors: [UserError!]!`]),
    ...(!input || String(input.type) === `${name}Input!` ? [] : [`Mutation.${field.name} takes input: ${input.type}, not ${name}Input!`]),
    ...(api === 'shop' || WITHOUT_TENANT.has(field.name) || scopeOf(field) ? [] : [`Mutation.${field.name} names no scope`]),
  ];
}

/** What leads from a shop or an agency to more of its data asks for a scope. */
function scopeDepartures(type: GraphQLObjectType): string[] {
  if (type.name !== 'Shop' && type.name !== 'Agency') return [];
  return Object.values(type.getFields())
    .filter((field) => !isLeafType(getNamedType(field.type)) && !WITHOUT_SCOPE.has(`${type.name}.${field.name}`) && !scopeOf(field))
    .map((field) => `${type.name}.${field.name} names no scope`);
}

const scopeOf = (field: GraphQLField<unknown, unknown>): string | undefined => {
  const argument = field.astNode?.directives?.find(({ name }) => name.value === 'requires')?.arguments?.[0]?.value;
  return argument?.kind === 'EnumValue' ? argument.value : undefined;
};

/** What a client of the older schema would stumble over in the newer one. */
export function breaks(older: GraphQLSchema, newer: GraphQLSchema): string[] {
  const said = findBreakingChanges(older, newer)
    .filter(({ type }) => type !== BreakingChangeType.DIRECTIVE_REMOVED) // ours say something to the server, none to a client
    .map(({ description }) => description);
  return [...said, ...scopeBreaks(older, newer)];
}

function scopeBreaks(older: GraphQLSchema, newer: GraphQLSchema): string[] {
  return Object.values(newer.getTypeMap()).flatMap((type) => {
    const before = older.getType(type.name);
    if (!isObjectType(type) || !isObjectType(before)) return [];
    return Object.values(type.getFields()).flatMap((field) => {
      const known = before.getFields()[field.name];
      const [had, needs] = [known && scopeOf(known), scopeOf(field)];
      const enough = !known || !needs || had === needs || had === needs.replace('read_', 'write_');
      return enough ? [] : [`${type.name}.${field.name} needs the scope ${needs}, it needed ${had ?? 'none'}.`];
    });
  });
}

import { MapperKind, mapSchema } from '@graphql-tools/utils';
import {
  defaultFieldResolver,
  type GraphQLFieldConfig,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
} from 'graphql';
import type { Types } from 'mongoose';
import { RequestError, UserError } from '#platform/errors.js';
import { log } from '#platform/log.js';
import {
  type AgencyContext,
  type AuditChange,
  type AuditMany,
  auditActorOf,
  beginAudit,
  type Caller,
  emailKey,
  endAudit,
  forgetAudit,
  NOBODY_KNOWN,
  placesOf,
  placesOfContexts,
  placesOfInvitation,
  placesOfPerson,
  recordAttempt,
  recordAudit,
  type ShopContext,
} from '#tenants/index.js';
import { changesBetween } from './audit-changes.js';
import { keptInput } from './audit-input.js';
import { isRepeat } from './mutations.js';
import type { AdminRequest, OpenedAgency, OpenedShop } from './request.js';

type Field = GraphQLFieldConfig<unknown, AdminRequest>;
type Args = Record<string, unknown>;
type Opens = OpenedShop | OpenedAgency | readonly OpenedShop[];
type Where = ShopContext | AgencyContext;
type Payload = Readonly<Record<string, unknown>> & { userErrors?: readonly { code: string }[] };

/** The document behind a public id, as it is now; null where there is none to look at. */
export type FindSubject = (where: Where, id: string) => Promise<object | null>;

const TENANTS = new Set(['agency', 'shop', 'shops', 'input', 'idempotencyKey']);
/** Whoever guesses passwords does not fill somebody's log with it: what is over the limit is not told. */
const UNTOLD = 'TOO_MANY_ATTEMPTS';
const MOST_FIRST = 20;

/** What following a mailed link answers to the audit log alone: the schema shows nothing of it. */
export interface ChangedByLink {
  personId: Types.ObjectId;
  changes?: AuditChange[];
}
const BY_LINK = new Set(['passwordReset', 'emailChangeConfirm', 'emailChangeUndo']);

/**
 * The one place where the audit log is written: every mutation of the admin API is told there, whatever its resolver does. The entry
 * stands before the mutation runs and is given its end afterwards; what ends in between leaves it without one.
 */
export const auditMutations = (schema: GraphQLSchema, find: FindSubject): GraphQLSchema =>
  mapSchema(schema, {
    [MapperKind.MUTATION_ROOT_FIELD]: (field: Field) => {
      const resolve = field.resolve ?? defaultFieldResolver;
      return {
        ...field,
        resolve: (opened, args: Args, request, info) => {
          const run = async () => (await resolve(opened, args, request, info)) as Payload;
          return opened ? audited(opened as Opens, args, request, info, find, run) : auditedAtTheDoor(args, request, info, run);
        },
      };
    },
  });

async function audited(
  opened: Opens,
  args: Args,
  request: AdminRequest,
  info: GraphQLResolveInfo,
  find: FindSubject,
  run: () => Promise<Payload>,
) {
  const contexts = contextsOf(opened);
  const own = subjectIn(args) ?? subjectIsShop(contexts, info, request);
  const subject = own ?? idInInput(args);
  const look = () => (subject && contexts.length === 1 ? find(contexts[0]!, subject).catch(() => null) : Promise.resolve(null));
  const deed = { ...deedOf(args, request, info), actor: await auditActorOf(request.caller), subject };
  const [begun, before] = await Promise.all([beginAudit(placesOfContexts(contexts), deed), look()]);
  let payload: Payload;
  try {
    payload = await run();
  } catch (error) {
    await endAudit(begun, { ...endOfError(error), subject });
    throw error;
  }
  if (isRepeat(args)) {
    await forgetAudit(begun);
    return payload;
  }
  const errors = codesOf(payload);
  const many = await manyIn(payload, request, info);
  if (errors.length > 0) await endAudit(begun, { outcome: 'REFUSED', errors, changes: [], many, subject });
  else {
    const made = own ? null : await madeIn(payload, request, info);
    const changes = before && !made ? changesBetween(before, await look(), subject?.startsWith('cust_')) : [];
    await endAudit(begun, { outcome: 'DONE', errors, changes, many, subject: made ?? subject });
  }
  return payload;
}

/** A caller who lacks the scope: requires.ts has opened the tenant and tells it here, since the mutation never runs. */
export async function auditForbidden(opened: Opens, args: Args, request: AdminRequest, info: GraphQLResolveInfo): Promise<void> {
  const deed = { ...deedOf(args, request, info), actor: await auditActorOf(request.caller), subject: subjectIn(args) };
  const end = { outcome: 'REFUSED' as const, errors: ['FORBIDDEN'], changes: [], many: null, subject: deed.subject };
  await recordAudit(placesOfContexts(contextsOf(opened)), deed, end);
}

/** Signing up, in and out, and what else a person does who names no tenant: told once it is over, in the agencies of whom it concerns. */
async function auditedAtTheDoor(args: Args, request: AdminRequest, info: GraphQLResolveInfo, run: () => Promise<Payload>) {
  const payload = await run();
  const errors = codesOf(payload);
  const deed = { ...deedOf(args, request, info), subject: null };
  // Whoever has come in by it is the caller from here on.
  const caller = request.signedIn ? request.caller : null;
  const { fieldName } = info;
  if (fieldName === 'signIn' && errors.length > 0) tellOfAttempt(args, request, deed, errors);
  else if (fieldName === 'invitationAccept') await tellOfInvitation(args, payload, caller, deed, errors);
  else if (BY_LINK.has(fieldName) && errors.length === 0) await tellOfLink(payload, deed);
  else if (caller) await recordAudit(placesOf(caller), { ...deed, actor: await auditActorOf(caller) }, endOf(errors));
  return payload;
}

type DoorDeed = Omit<Parameters<typeof recordAudit>[1], 'actor'>;

const endOf = (errors: string[]) => ({
  outcome: errors.length > 0 ? ('REFUSED' as const) : ('DONE' as const),
  errors,
  changes: [],
  many: null,
  subject: null,
});

/** Whose address it was is told, whoever tried: he may have been signed in as somebody else. */
function tellOfAttempt(args: Args, { requestId }: AdminRequest, deed: DoorDeed, errors: string[]): void {
  const { email } = (args.input ?? {}) as { email?: unknown };
  if (typeof email !== 'string' || errors.includes(UNTOLD)) return;
  // In the background: how long an answer takes must not tell whether somebody has this address.
  recordAttempt(emailKey(email), deed, errors).catch((error: unknown) =>
    log.warn({ err: error, requestId }, 'an attempt to sign in was not told'),
  );
}

/** Other agencies of whoever accepts it learn nothing of it; a link that leads nowhere is told nowhere. */
async function tellOfInvitation(args: Args, payload: Payload, caller: Caller | null, deed: DoorDeed, errors: string[]): Promise<void> {
  if (errors.includes(UNTOLD)) return;
  const { agency, shop } = payload as { agency?: OpenedAgency | null; shop?: OpenedShop | null };
  const joined = (shop ?? agency)?.context;
  const places = joined ? placesOfContexts([joined]) : await placesOfInvitation(String(args.token));
  await recordAudit(places, { ...deed, actor: caller ? await auditActorOf(caller) : NOBODY_KNOWN }, endOf(errors));
}

/** Whoever holds the mailed link is the person whose account it changes, as whom else he may have signed in. */
async function tellOfLink(payload: Payload, deed: DoorDeed): Promise<void> {
  const { personId, changes = [] } = payload as unknown as ChangedByLink;
  const actor = await auditActorOf({ kind: 'person', personId });
  await recordAudit(await placesOfPerson(personId), { ...deed, actor }, { ...endOf([]), changes });
}

const contextsOf = (opened: Opens): Where[] =>
  (Array.isArray(opened) ? (opened as readonly OpenedShop[]) : [opened as OpenedShop | OpenedAgency]).map(({ context }) => context);

const declaredOf = (info: GraphQLResolveInfo) => info.parentType.getFields()[info.fieldName]!;

const deedOf = (args: Args, { client, requestId }: AdminRequest, info: GraphQLResolveInfo) => ({
  mutation: info.fieldName,
  input: keptInput(info.fieldName, declaredOf(info).args, args),
  address: client.address || null,
  userAgent: client.userAgent || null,
  requestId,
});

const PUBLIC_ID = /^[a-z]+_[0-9a-f]{24}$/;
const isId = (value: unknown): value is string => typeof value === 'string' && PUBLIC_ID.test(value);

/** What a mutation is about: `product: ID!`. */
const subjectIn = (args: Args): string | null =>
  (Object.entries(args).find(([name, value]) => !TENANTS.has(name) && isId(value))?.[1] as string | undefined) ?? null;

/** Of one that makes nothing and names its subject in its input, as `inventorySet` names a variant. */
const idInInput = (args: Args): string | null => (Object.values((args.input ?? {}) as object).find(isId) as string | undefined) ?? null;

/** `shopUpdate` and its like name nothing but the shop, and answer it. */
function subjectIsShop(contexts: readonly Where[], info: GraphQLResolveInfo, request: AdminRequest): string | null {
  const [context, another] = contexts;
  const shop = payloadTypeOf(info)?.getFields().shop;
  if (another || !context || !('shopId' in context) || !shop || named(shop.type)?.name !== 'Shop') return null;
  return idOf(named(shop.type), request.openedShopOf(context.shopId), request, info) as string;
}

const named = (type: unknown): GraphQLObjectType | null => {
  const inner = getNamedType(type as never);
  return isObjectType(inner) ? inner : null;
};
const payloadTypeOf = (info: GraphQLResolveInfo): GraphQLObjectType | null => named(declaredOf(info).type);

/** The id of a thing as the schema writes it. */
function idOf(type: GraphQLObjectType | null, thing: unknown, request: AdminRequest, info: GraphQLResolveInfo): unknown {
  const field = type?.getFields().id;
  return field && thing ? (field.resolve ?? defaultFieldResolver)(thing, {}, request, info) : null;
}

/** The first thing with an id in what a mutation answers: what it has made. */
async function madeIn(payload: Payload, request: AdminRequest, info: GraphQLResolveInfo): Promise<string | null> {
  for (const field of Object.values(payloadTypeOf(info)?.getFields() ?? {})) {
    const id = isListType(getNullableType(field.type)) ? null : await idOf(named(field.type), payload[field.name], request, info);
    if (isId(id)) return id;
  }
  return null;
}

/** `results` of a mutation that takes many. */
async function manyIn(payload: Payload, request: AdminRequest, info: GraphQLResolveInfo): Promise<AuditMany | null> {
  const { results } = payload as { results?: readonly Payload[] };
  const type = named(payloadTypeOf(info)?.getFields().results?.type);
  if (!Array.isArray(results) || !type) return null;
  const done = (results as readonly Payload[]).filter((result) => !result.userErrors?.length);
  const first: string[] = [];
  for (const result of done.slice(0, MOST_FIRST)) {
    for (const field of Object.values(type.getFields())) {
      const id = await idOf(named(field.type), result[field.name], request, info);
      if (isId(id)) first.push(id);
    }
  }
  return { done: done.length, refused: results.length - done.length, first };
}

const codesOf = ({ userErrors = [] }: Payload): string[] => [...new Set(userErrors.map(({ code }) => code))];

function endOfError(error: unknown) {
  const refused = error instanceof RequestError || error instanceof UserError;
  return { outcome: refused ? ('REFUSED' as const) : ('FAILED' as const), errors: refused ? [error.code] : [], changes: [], many: null };
}

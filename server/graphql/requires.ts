import { getDirective, MapperKind, mapSchema } from '@graphql-tools/utils';
import { defaultFieldResolver, type GraphQLFieldConfig, type GraphQLResolveInfo, type GraphQLSchema } from 'graphql';
import type { Types } from 'mongoose';
import { NotFound } from '#platform/errors.js';
import { agencyId, requireScope, type Scope } from '#tenants/index.js';
import { auditForbidden } from './audit.js';
import { answer } from './mutations.js';
import type { AdminRequest, OpenedAgency, OpenedShop } from './request.js';

type Field = GraphQLFieldConfig<unknown, AdminRequest>;
type Opens = OpenedShop | OpenedAgency | readonly OpenedShop[];

/**
 * The one place where the admin API checks permissions: every field with `@requires(scope:)` first opens the tenant that it names
 * (a mutation) or belongs to (any other type), then asks for the scope, and only then runs its resolver.
 * A mutation's resolver receives what was opened as its parent.
 */
export const checkRequirements = (schema: GraphQLSchema): GraphQLSchema =>
  mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field: Field, _name, typeName) => {
      const scope = getDirective(schema, field, 'requires')?.[0]?.scope as Scope | undefined;
      if (!scope) return field;
      return typeName === 'Mutation' ? guardMutation(field, scope) : guardField(field, scope);
    },
  });

function guardMutation(field: Field, scope: Scope): Field {
  const resolve = field.resolve ?? defaultFieldResolver;
  const names = Object.keys(field.args ?? {});
  return {
    ...field,
    async resolve(_root, args, request, info: GraphQLResolveInfo) {
      let opened: Opens;
      try {
        opened = await openNamed(names, args, request);
      } catch (error) {
        if (!(error instanceof NotFound)) throw error;
        return answer(info, () => Promise.reject(error));
      }
      try {
        for (const one of Array.isArray(opened) ? (opened as readonly OpenedShop[]) : [opened as OpenedShop]) requireScope(one, scope);
      } catch (error) {
        await auditForbidden(opened, args, request, info);
        throw error;
      }
      return resolve(opened, args, request, info);
    },
  };
}

/** The tenant that a mutation's arguments name; without any, the caller's own: a bound token's shop, unless it is an agency's matter. */
async function openNamed(names: readonly string[], args: Record<string, unknown>, request: AdminRequest): Promise<Opens> {
  if (names.includes('shops')) return openAll(args.shops as string[], request);
  const { shop, agency } = args as { shop?: string | null; agency?: string | null };
  const isAgencys = names.includes('agency') && !names.includes('shop');
  const isShops = names.includes('shop') && !names.includes('agency');
  const { caller } = request;
  const bound = caller.kind === 'app' && caller.shopId !== null;
  if (isAgencys || (shop == null && !isShops && (agency != null || !bound))) return request.openAgency(agency);
  const opened = await request.openShop(shop);
  if (agency != null && !agencyId.decode(agency, ['agency']).equals(opened.context.agencyId)) throw new NotFound(agency, ['agency']);
  return opened;
}

/** One answer for all: if one is not found, nothing is opened. */
async function openAll(ids: readonly string[], request: AdminRequest): Promise<OpenedShop[]> {
  const opened: OpenedShop[] = [];
  for (const [index, id] of ids.entries()) {
    try {
      opened.push(await request.openShop(id));
    } catch (error) {
      throw error instanceof NotFound ? new NotFound(id, ['shops', String(index)]) : error;
    }
  }
  return opened;
}

function guardField(field: Field, scope: Scope): Field {
  const resolve = field.resolve ?? defaultFieldResolver;
  return {
    ...field,
    resolve(parent, args, request, info) {
      requireScope(openedOf(parent, request), scope);
      return resolve(parent, args, request, info);
    },
  };
}

/** `Shop` and `Agency` are what was opened; everything else is a shop's document. */
function openedOf(parent: unknown, request: AdminRequest): OpenedShop | OpenedAgency {
  const known = parent as { scopes?: unknown; context?: unknown; shopId?: Types.ObjectId };
  if (known.context && known.scopes) return parent as OpenedShop;
  if (known.shopId) return request.openedShopOf(known.shopId);
  throw new Error('@requires stands on a field whose parent names no shop');
}

import { variantId } from '#commerce/catalog/index.js';
import { getFeed } from '#commerce/feeds/index.js';
import { getMapping } from '#commerce/imports/index.js';
import { levelsOf, locationId } from '#commerce/inventory/index.js';
import { getRollout } from '#commerce/openings/index.js';
import { getPlatform } from '#commerce/payments/index.js';
import { getRedirect } from '#commerce/redirects/index.js';
import { mapPage } from '#platform/page.js';
import type { Resolvers } from '#server/generated/admin.js';
import type { FindSubject } from '#server/graphql/audit.js';
import { orNull } from '#server/graphql/errors.js';
import {
  type AgencyContext,
  type AuditEntry,
  actorIdOf,
  auditId,
  getAccessToken,
  getShop,
  listAudit,
  type ShopContext,
  shopId,
} from '#tenants/index.js';
import { actsForAgency } from './imports.js';
import { NODES } from './nodes.js';
import { getShopVariant } from './products.js';

type Look<Where> = (where: Where, id: string) => Promise<object | null>;

/** A variant with its stock: what `inventorySet` changes. */
async function variantAndStock(shop: ShopContext, id: string): Promise<object> {
  const [variant, [levels = []]] = await Promise.all([getShopVariant(shop, id), levelsOf(shop, [variantId.decode(id)])]);
  return { ...variant, available: Object.fromEntries(levels.map(({ locationId: at, available }) => [locationId.encode(at), available])) };
}

/** Of a mutation of shops, what is their agency's alone: how it sorts them, and from which other shop they were made. */
const AGENCYS = new Set(['tags', 'tagsAdd', 'tagsRemove', 'blueprint']);

/** An entry for who acts for the shop alone. A product's tags are the shop's own. */
function withoutAgencys(entry: AuditEntry): AuditEntry {
  if (!/^(?:shop|blueprint)/.test(entry.mutation)) return entry;
  return {
    ...entry,
    changes: entry.changes.filter(({ field }) => !AGENCYS.has(field)),
    input: JSON.stringify(JSON.parse(entry.input, (name, value: unknown) => (AGENCYS.has(name) ? undefined : value))),
  };
}

/** Beside what implements Node, or in its place. */
const OF_SHOP: Readonly<Record<string, Look<ShopContext>>> = {
  var: variantAndStock,
  shop: (shop) => getShop(shop),
  feed: getFeed,
  redir: getRedirect,
  token: getAccessToken,
};
const OF_AGENCY: Readonly<Record<string, Look<AgencyContext>>> = {
  mapping: getMapping,
  payplat: getPlatform,
  rollout: getRollout,
  token: getAccessToken,
};

const own = <Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** What the audit log compares before and after a mutation; null for what has no state to compare. */
export const auditSubject: FindSubject = async (where, id) => {
  const prefix = id.slice(0, id.lastIndexOf('_'));
  if ('shopId' in where) return orNull(Promise.resolve((own(OF_SHOP, prefix) ?? own(NODES, prefix)?.get)?.(where, id) ?? null));
  return orNull(Promise.resolve(own(OF_AGENCY, prefix)?.(where, id) ?? null));
};

export const auditResolvers: Resolvers = {
  Agency: { auditLog: ({ context }, args) => listAudit(context, args) },
  // Of other shops, a shop's own log tells nothing: not even how many there were.
  Shop: {
    auditLog: async ({ context }, args, request) => {
      const [found, whole] = await Promise.all([listAudit(context, args), actsForAgency(request, context)]);
      return mapPage(found, (entry) => ({ ...(whole ? entry : withoutAgencys(entry)), shopIds: [context.shopId] }));
    },
  },
  AuditEntry: {
    id: ({ _id }) => auditId.encode(_id),
    actor: ({ actor }) => ({ ...actor, id: actorIdOf(actor) }),
    shop: ({ shopIds: [only, another] }, _args, request) => (only && !another ? orNull(request.openShop(shopId.encode(only))) : null),
    shopCount: ({ shopIds }) => shopIds.length,
    outcome: ({ outcome }) => outcome ?? 'UNKNOWN',
    input: ({ input }) => JSON.parse(input) as unknown,
  },
  AuditChange: {
    before: ({ before }) => JSON.parse(before) as unknown,
    after: ({ after }) => JSON.parse(after) as unknown,
  },
};

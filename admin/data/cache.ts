import { type Cache, cacheExchange, type Entity } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';

import { listChanges } from './list-changes';

/** The names of the types without an id, from vite.config.ts. */
declare const KEYLESS_TYPES: readonly string[];

/** Fields that hold a connection; each page that is asked for joins those before it. */
const CONNECTIONS: Readonly<Record<string, readonly string[]>> = {
  Agency: ['shops', 'orders', 'events', 'blueprintRollouts', 'paymentOnboardings', 'importMappings', 'importBatches', 'auditLog'],
  Shop: [
    'products',
    'collections',
    'categories',
    'orders',
    'customers',
    'imports',
    'notifications',
    'events',
    'bulkEdits',
    'ledger',
    'disputes',
    'reconciliations',
    'differences',
    'redirects',
    'shippingUploads',
    'inventoryLevels',
    'auditLog',
  ],
  Import: ['problems'],
  Variant: ['adjustments'],
};

const joined = (fields: readonly string[]) => Object.fromEntries(fields.map((field) => [field, relayPagination({ mergeMode: 'inwards' })]));

/**
 * The normalised cache: an object is kept once, whatever asked for it, so that a change shows on every page.
 * What a mutation adds to or takes from a list is named here: those lists are asked for again.
 */
export const normalisedCache = () =>
  cacheExchange({
    keys: Object.fromEntries(KEYLESS_TYPES.map((type) => [type, () => null])),
    resolvers: Object.fromEntries(Object.entries(CONNECTIONS).map(([type, fields]) => [type, joined(fields)])),
    updates: { Mutation: new Proxy({}, { get: (_all, name: string) => stale(name), has: () => true }) as never },
  });

/** Which lists of its shop or agency a mutation makes stale, by the noun that its name begins with. */
const STALE: readonly (readonly [mutation: RegExp, fields: readonly string[]])[] = [
  [/^(product|products)(Create|Set|Delete|Update)/, ['products', 'collections', 'bulkEdits', 'inventoryLevels']],
  [/^collection/, ['collections']],
  [/^category/, ['categories']],
  [/^bulkEditUndo/, ['bulkEdits', 'products']],
  [/^inventory/, ['products']],
  [/^location/, ['locations', 'inventoryLevels', 'products']],
  [/^(catalogImport|import)/, ['imports', 'importBatches', 'importMappings']],
  [/^(order|refund|payment)/, ['orders', 'notifications', 'ledger', 'balances', 'paymentAccounts', 'paymentMethods', 'paymentOnboardings']],
  [/^payment(Account|Method|Onboarding)/, ['paymentWays', 'offeredPaymentMethods']],
  [/^paymentPlatform/, ['paymentPlatforms']],
  [/^difference/, ['differences', 'reconciliations', 'ledger', 'balances', 'orders']],
  [/^(shopCreate|shopsCreate|shopClose|shopsUpdate)/, ['shops']],
  [/^accessToken/, ['accessTokens']],
  [/^member|^invitation/, ['members', 'invitations']],
  [/^(blueprintApply|rollout)/, ['blueprintRollouts']],
  [/^feed/, ['feeds']],
  [/^redirect/, ['redirects']],
  [/^attributeDefinition/, ['attributeDefinitions']],
  [/^notification/, ['notifications']],
];

function stale(mutation: string) {
  const fields = STALE.filter(([pattern]) => pattern.test(mutation)).flatMap(([, names]) => names);
  if (fields.length === 0) return undefined;
  return (_result: unknown, args: { shop?: string; agency?: string; order?: string; input?: { variant?: string } }, cache: Cache) => {
    const owners: Entity[] = [];
    if (args.shop) owners.push({ __typename: 'Shop', id: args.shop });
    if (args.agency) owners.push({ __typename: 'Agency', id: args.agency });
    if (args.order && args.shop) invalidate(cache, { __typename: 'Order', id: args.order }, ['payments', 'refunds', 'events']);
    if (args.input?.variant) invalidate(cache, { __typename: 'Variant', id: args.input.variant }, ['adjustments']);
    for (const owner of owners) invalidate(cache, owner, [...fields, 'auditLog']);
    listChanges.tell();
  };
}

function invalidate(cache: Cache, owner: Entity, fields: readonly string[]): void {
  for (const { fieldName, arguments: args } of cache.inspectFields(owner)) {
    if (fields.includes(fieldName)) cache.invalidate(owner, fieldName, args);
  }
}

import { type Cache, cacheExchange, type Entity } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';

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
    'auditLog',
  ],
  BlueprintRollout: ['applications'],
  ImportBatch: ['imports'],
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
  [/^(product|products)(Create|Set|Delete|Update)/, ['products', 'collections', 'bulkEdits']],
  [/^collection/, ['collections']],
  [/^category/, ['categories']],
  [/^bulkEditUndo/, ['bulkEdits', 'products']],
  [/^inventory|^location/, ['locations', 'products']],
  [/^(catalogImport|import)/, ['imports', 'importBatches', 'importMappings']],
  [/^(order|refund|payment)/, ['orders', 'notifications', 'ledger', 'balances', 'paymentAccounts', 'paymentMethods', 'paymentOnboardings']],
  [/^difference/, ['differences', 'reconciliations']],
  [/^(shopCreate|shopsCreate|shopClose)/, ['shops', 'shopsCount', 'shopTags']],
  // One of many parts: its page reads the list again when all are done.
  [/^shopsUpdate/, ['shopsCount', 'shopTags']],
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
  return (_result: unknown, args: { shop?: string; shops?: string[]; agency?: string; order?: string }, cache: Cache) => {
    const owners: Entity[] = [];
    // Many shops at once are an agency's matter, which such a mutation does not name.
    if (args.shops) owners.push(...args.shops.map((id) => ({ __typename: 'Shop', id })), ...agenciesIn(cache));
    if (args.shop) owners.push({ __typename: 'Shop', id: args.shop });
    if (args.agency) owners.push({ __typename: 'Agency', id: args.agency });
    if (args.order && args.shop) invalidate(cache, { __typename: 'Order', id: args.order }, ['payments', 'refunds', 'events']);
    for (const owner of owners) invalidate(cache, owner, [...fields, 'auditLog']);
  };
}

const agenciesIn = (cache: Cache): Entity[] =>
  cache.inspectFields('Query').flatMap(({ fieldName, fieldKey }) => {
    const found = fieldName === 'agency' ? cache.resolve('Query', fieldKey) : null;
    return typeof found === 'string' ? [found] : [];
  });

function invalidate(cache: Cache, owner: Entity, fields: readonly string[]): void {
  for (const { fieldName, arguments: args } of cache.inspectFields(owner)) {
    if (fields.includes(fieldName)) cache.invalidate(owner, fieldName, args);
  }
}

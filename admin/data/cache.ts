import { type Cache, cacheExchange, type Entity } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';

import { listChanges } from './list-changes';

/** The names of the types without an id, from vite.config.ts. */
declare const KEYLESS_TYPES: readonly string[];

/** Fields that hold a connection; each page that is asked for joins those before it. */
const CONNECTIONS: Readonly<Record<string, readonly string[]>> = {
  Customer: ['orders'],
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
    'topCategories',
  ],
  Import: ['problems'],
  Variant: ['adjustments'],
  Category: ['children'],
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
  // Of a table whose rows are changed one by one the rows follow by themselves, and it stays as it is.
  [/^productsUpdate/, ['bulkEdits']],
  [/^(product(Create|Delete|Update)|products(Create|Set))/, ['products', 'collections', 'bulkEdits', 'inventoryLevels']],
  [/^collection/, ['collections']],
  [/^category/, ['categories', 'topCategories']],
  [/^bulkEditUndo/, ['bulkEdits', 'products']],
  [/^inventory/, ['products']],
  [/^location/, ['locations', 'inventoryLevels', 'products']],
  [/^(catalogImport|import)/, ['imports', 'importBatches', 'importMappings']],
  [/^(order|refund|payment)/, ['orders', 'notifications', 'ledger', 'balances', 'paymentAccounts', 'paymentMethods', 'paymentOnboardings']],
  [/^payment(Account|Method|Onboarding)/, ['paymentWays', 'offeredPaymentMethods']],
  [/^paymentPlatform/, ['paymentPlatforms']],
  [/^difference/, ['differences', 'reconciliations', 'ledger', 'balances', 'orders']],
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
  [/^savedView/, ['savedViews']],
];

/** What these change is in their payloads: lists that are shown stay as they are, with what is being typed into them. */
const IN_PLACE = /^(inventory|productsUpdate)/;

function stale(mutation: string) {
  const fields = STALE.filter(([pattern]) => pattern.test(mutation)).flatMap(([, names]) => names);
  if (fields.length === 0) return undefined;
  return (_result: unknown, args: Named, cache: Cache) => {
    const owners: Entity[] = parentsOf(args, cache).map((id) => ({ __typename: 'Category', id }));
    // Many shops at once are an agency's matter, which such a mutation does not name.
    if (args.shops) owners.push(...args.shops.map((id) => ({ __typename: 'Shop', id })), ...agenciesIn(cache));
    if (args.shop) owners.push({ __typename: 'Shop', id: args.shop });
    if (args.agency) owners.push({ __typename: 'Agency', id: args.agency });
    if (args.order && args.shop)
      invalidate(cache, { __typename: 'Order', id: args.order }, ['payments', 'refunds', 'events', 'notifications', 'sandboxWays']);
    if (args.input?.variant) invalidate(cache, { __typename: 'Variant', id: args.input.variant }, ['adjustments']);
    for (const owner of owners) invalidate(cache, owner, [...fields, 'auditLog', 'children', 'hasChildren']);
    if (!IN_PLACE.test(mutation)) listChanges.tell();
  };
}

interface Named {
  shop?: string;
  shops?: string[];
  agency?: string;
  order?: string;
  category?: string;
  input?: { parent?: string | null; variant?: string };
}

/** Between which categories one moves, comes or goes: the one that it stood below, and the one that it is to stand below. */
function parentsOf({ category, input }: Named, cache: Cache): string[] {
  const link = category && cache.resolve({ __typename: 'Category', id: category }, 'parent');
  const before = typeof link === 'string' ? cache.resolve(link, 'id') : null;
  return [before, input?.parent].filter((id) => typeof id === 'string');
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

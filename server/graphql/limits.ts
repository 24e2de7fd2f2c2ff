import type { ApolloServerPlugin } from '@apollo/server';
import type { OperationDefinitionNode } from 'graphql';
import { config } from '#platform/config.js';
import { RequestError } from '#platform/errors.js';
import { type Bucket, giveBack, type Taken, take } from './budget.js';
import { actualCost, MOST_A_QUERY, requestedCost } from './cost.js';
import { orNull, refuse } from './errors.js';
import { countRefusal } from './refusals.js';
import { AdminRequest, type ShopRequest } from './request.js';

type Request = AdminRequest | ShopRequest;

/** Refuses what costs too much, takes the rest from the caller's buckets, and tells the client what is left. */
export const costBudget: ApolloServerPlugin<Request> = {
  async requestDidStart() {
    let spent: { requested: number; fixed: boolean; buckets: Bucket[]; taken: Taken } | undefined;
    return {
      async didResolveOperation({ schema, operation, document, request, contextValue }) {
        if (!operation) return;
        const fragments = Object.fromEntries(
          document.definitions.flatMap((one) => (one.kind === 'FragmentDefinition' ? [[one.name.value, one]] : [])),
        );
        const variables = request.variables ?? {};
        const { points: requested, fixed } = requestedCost(schema, operation, fragments, variables);
        if (requested > MOST_A_QUERY) {
          throw refuse(
            new RequestError(
              'COST_EXCEEDED',
              `This asks for ${requested} points, and one request has at most ${MOST_A_QUERY}: ask for smaller pages`,
              { requestedQueryCost: requested },
            ),
          );
        }
        const buckets = await bucketsOf(contextValue, operation, variables);
        const taken = await take(buckets, requested);
        spent = { requested, fixed, buckets, taken };
        if (!taken.granted) {
          throw refuse(
            new RequestError(
              'THROTTLED',
              `This costs ${requested} points, and ${Math.floor(taken.available)} are left: try again in ${taken.retryAfter} s`,
              { retryAfter: taken.retryAfter },
            ),
          );
        }
      },
      async willSendResponse({ response, contextValue }) {
        if (!spent?.taken.granted) countRefusal(contextValue.clientAddress);
        if (response.body.kind !== 'single') return;
        const { singleResult } = response.body;
        const extensions: Record<string, unknown> = { ...singleResult.extensions, requestId: contextValue.requestId };
        if (spent) {
          const { requested, fixed, buckets, taken } = spent;
          const actual = taken.granted ? Math.min(requested, fixed ? requested : answerCost(singleResult.data)) : 0;
          const refund = taken.granted ? requested - actual : 0;
          giveBack(buckets, refund);
          const [{ capacity, restore }] = buckets as [Bucket];
          extensions.cost = {
            requestedQueryCost: requested,
            actualQueryCost: actual,
            throttleStatus: {
              maximumAvailable: capacity,
              currentlyAvailable: Math.min(capacity, Math.floor(taken.available + refund)),
              restoreRate: restore,
            },
          };
        }
        singleResult.extensions = extensions;
      },
    };
  },
};

/** Who sits before our pages turns them faster than a program should, and there is one of him: a table of 2,048 variants is 5,000 points. */
const A_PERSONS_SHARE = 10;

/**
 * Of a token or a person by the shop that the document names (by himself alone for agency-wide documents), under a ceiling for all of
 * them together: whoever has a thousand shops has not a thousand buckets at once. A shopper's by address, under a ceiling for his shop.
 */
async function bucketsOf(request: Request, operation: OperationDefinitionNode, variables: Record<string, unknown>): Promise<Bucket[]> {
  const { COST_BUCKET: capacity, COST_RESTORE: restore, SHOPPER_CEILING, CALLER_CEILING } = config();
  if (request instanceof AdminRequest) {
    if (!request.signedIn) return [{ key: `{${request.clientAddress}}`, capacity, restore }];
    const { caller } = request;
    const who = (caller.kind === 'person' ? caller.personId : caller.tokenId).toHexString();
    const share = caller.kind === 'person' ? A_PERSONS_SHARE : 1;
    const mine = { capacity: capacity * share, restore: restore * share };
    return [
      { key: `{${who}}${await shopNamed(request, operation, variables)}`, ...mine },
      { key: `{${who}}all`, capacity: mine.capacity * CALLER_CEILING, restore: mine.restore * CALLER_CEILING },
    ];
  }
  if (!request.namesShop) return [{ key: `{${request.clientAddress}}`, capacity, restore }];
  const shop = request.shop.shopId.toHexString();
  return [
    { key: `{${shop}}${request.clientAddress}`, capacity, restore },
    { key: `{${shop}}`, capacity: capacity * SHOPPER_CEILING, restore: restore * SHOPPER_CEILING },
  ];
}

/**
 * Only a shop of the caller's own has a bucket of its own: invented ids would be as many fresh buckets. So would variables that the
 * document knows nothing of; one that it declares it also uses, or it would not be valid.
 */
async function shopNamed(request: AdminRequest, { variableDefinitions }: OperationDefinitionNode, variables: Record<string, unknown>) {
  const declared = new Set(variableDefinitions?.map(({ variable }) => variable.name.value));
  const id = ['shop', 'id']
    .filter((name) => declared.has(name))
    .map((name) => variables[name])
    .find((value) => value != null);
  if (typeof id !== 'string' || !id.startsWith('shop_')) return '';
  const opened = await orNull(request.openShop(id));
  return opened ? opened.context.shopId.toHexString() : '';
}

/** A query pays for the objects it got, the root not among them. */
const answerCost = (data: unknown): number => Math.max(0, actualCost(data) - 1);

import { z } from 'zod';
import {
  applicationId,
  type BlueprintApplication,
  BlueprintApply,
  cancelRollout,
  continueRollout,
  getApplication,
  getRollout,
  getRolloutOf,
  listApplications,
  listRollouts,
  rolloutId,
  rolloutSummary,
  startRollout,
  undoableUntil,
  undoIn,
  undoRollout,
} from '#commerce/openings/index.js';
import { NotFound } from '#platform/errors.js';
import type { Resolvers } from '#server/generated/admin.js';
import { orNull } from '#server/graphql/errors.js';
import { agencyMutation, shopsMutation } from '#server/graphql/mutations.js';
import type { AdminRequest } from '#server/graphql/request.js';
import { told } from '#server/graphql/user-errors.js';
import { requireScope, type ShopContext, shopId } from '#tenants/index.js';

const Nothing = z.object({});
type OfRollout = { rollout: string };

/** The blueprint, for a caller who may see it. @throws {NotFound} */
async function openBlueprint(request: AdminRequest, id: string): Promise<ShopContext> {
  try {
    return (await request.openShop(id)).context;
  } catch (error) {
    throw error instanceof NotFound ? new NotFound(id, ['blueprint']) : error;
  }
}

/** A shop that stands in a roll-out may not have been opened yet. */
const openShopOf = (request: AdminRequest, id: BlueprintApplication['shopId']) => request.openShop(shopId.encode(id));

export const rolloutResolvers: Resolvers = {
  Mutation: {
    blueprintApply: shopsMutation(
      BlueprintApply,
      async (shops, { blueprint, ...input }, _args, request) => {
        const from = await openBlueprint(request, blueprint);
        if (input.parts.some((part) => part !== 'SETTINGS'))
          for (const shop of shops) requireScope(request.openedShopOf(shop.shopId), 'write_products');
        return { rollout: await startRollout(from, shops, input) };
      },
      { replay: async (shop, [id]) => ({ rollout: await getRolloutOf(shop, id!) }) },
    ),
    rolloutContinue: agencyMutation(Nothing, async (agency, _input, { rollout }: OfRollout) => ({
      rollout: await continueRollout(agency, rollout),
    })),
    rolloutCancel: agencyMutation(Nothing, async (agency, _input, { rollout }: OfRollout) => ({
      rollout: await cancelRollout(agency, rollout),
    })),
    blueprintApplyUndo: agencyMutation(Nothing, async (where, _input, { rollout }: OfRollout) => {
      // With the argument `shop`, or for a token that is bound to one, it is the shop that was opened.
      if ('shopId' in where) return { application: await undoIn(where as unknown as ShopContext, rollout) };
      return { rollout: await undoRollout(where, rollout) };
    }),
  },
  Agency: {
    blueprintRollout: ({ context }, { id }) => orNull(getRollout(context, id)),
    blueprintApplication: ({ context }, { id }) => orNull(getApplication(context, id)),
    blueprintRollouts: ({ context }, args) => listRollouts(context, args),
  },
  BlueprintRollout: {
    id: ({ _id }) => rolloutId.encode(_id),
    blueprint: ({ blueprintShopId }, _args, request) => openShopOf(request, blueprintShopId),
    stoppedBecause: ({ stoppedBecause }, _args, request) => told(stoppedBecause, request),
    summary: (rollout) => rolloutSummary(rollout),
    applications: (rollout, args) => listApplications(rollout, args),
  },
  BlueprintProblem: { message: ({ message }, _args, request) => told(message, request) },
  BlueprintApplication: {
    id: ({ _id }) => applicationId.encode(_id),
    shop: ({ shopId: id }, _args, request) => openShopOf(request, id),
    report: ({ lines }) => lines.map(({ fields, title = null, ...line }) => ({ ...line, title, fieldsKept: fields })),
    undoableUntil: (application) => undoableUntil(application),
    undone: ({ status, undone }) => (status === 'UNDOING' || status === 'UNDONE' ? undone : null),
  },
};

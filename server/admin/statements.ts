import { agencyStatementUrl, StatementWish, shopStatementUrl } from '#commerce/payments/index.js';
import type { Resolvers } from '#server/generated/admin.js';

export const statementResolvers: Resolvers = {
  Shop: { statementUrl: ({ context }, args) => shopStatementUrl(context, StatementWish.parse(args)) },
  Agency: {
    statementUrl: async (agency, args, request) =>
      agencyStatementUrl(agency.context, (await request.agencyDocumentOf(agency)).name, StatementWish.parse(args)),
  },
};

import { AgencyContext, type ShopContext } from './context.js';

/** People and tokens belong to an agency as a whole, or to one of its shops alone. */
export type Where = AgencyContext | ShopContext;

export const placeOf = (where: Where) => ({
  agencyId: where.agencyId,
  shopId: where instanceof AgencyContext ? null : where.shopId,
});
/** An agency reaches the people and tokens of its shops too. */
export const reachOf = (where: Where) => ({
  agencyId: where.agencyId,
  ...(where instanceof AgencyContext ? {} : { shopId: where.shopId }),
});

import { type AgencyContext, agencyForJob, type ShopContext } from '#tenants/index.js';

/** Files belong to the agency, whoever of it asks; inside the same transaction, if any. */
export function ownerOf(where: AgencyContext | ShopContext): AgencyContext {
  if (!('shopId' in where)) return where;
  const owner = agencyForJob(where.agencyId, 'files');
  return where.session ? owner.within(where.session) : owner;
}

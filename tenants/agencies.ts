import { z } from 'zod';
import { NotFound } from '#platform/errors.js';
import { agencies, agencyId } from './agency.model.js';
import type { AgencyContext } from './context.js';
import { OneLine } from './one-line.js';

/** What is left out stays as it is. */
export const AgencyChanges = z.object({
  name: OneLine.min(1).nullish(),
});
export type AgencyChanges = z.output<typeof AgencyChanges>;

/** @throws {NotFound} */
export async function changeAgency(agency: AgencyContext, { name }: AgencyChanges): Promise<void> {
  if (name == null) return;
  const { matchedCount } = await agencies.documents().updateOne({ _id: agency.agencyId }, { $set: { name } });
  if (matchedCount === 0) throw new NotFound(agencyId.encode(agency.agencyId));
}

import { z } from 'zod';
import { NotFound, UserError } from '#platform/errors.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import { type AgencyContext, complete, transaction } from '#tenants/index.js';
import { type ImportMapping, importMappingId, importMappings } from './mapping.model.js';
import { MappedColumns } from './options.js';

const MOST_MAPPINGS = 500;

export const NewMapping = z.object({ name: z.string().trim().min(1).max(255), columns: MappedColumns });
export type NewMapping = z.infer<typeof NewMapping>;

export const MappingChange = z.object({ name: NewMapping.shape.name.nullish(), columns: MappedColumns.nullish() });
export type MappingChange = z.infer<typeof MappingChange>;

/** Saves what the columns of a table mean. @throws {UserError} INVALID_INPUT for more than an agency may have */
export async function createMapping(agency: AgencyContext, { name, columns }: NewMapping): Promise<ImportMapping> {
  if ((await importMappings.in(agency).count({}, MOST_MAPPINGS)) >= MOST_MAPPINGS) {
    throw new UserError('INVALID_INPUT', `An agency has at most ${MOST_MAPPINGS} mappings: delete one that is no longer used`);
  }
  const now = new Date();
  return transaction(agency, async (tx) => {
    const made = await importMappings.in(tx).insert({ name, columns, createdAt: now, updatedAt: now });
    await complete(tx, importMappingId.encode(made._id));
    return made;
  });
}

/** @throws {NotFound} for an id of another agency too */
export async function getMapping(agency: AgencyContext, id: string): Promise<ImportMapping> {
  const found = await importMappings.in(agency).findOne({ _id: importMappingId.decode(id, ['mapping']) });
  if (!found) throw new NotFound(id, ['mapping']);
  return found;
}

/** Imports that have begun keep what the mapping said then. @throws {NotFound} */
export async function updateMapping(agency: AgencyContext, id: string, { name, columns }: MappingChange): Promise<ImportMapping> {
  const change = { ...(name ? { name } : {}), ...(columns ? { columns } : {}), updatedAt: new Date() };
  const changed = await importMappings.in(agency).update({ _id: importMappingId.decode(id, ['importMapping']) }, { $set: change });
  if (!changed) throw new NotFound(id, ['importMapping']);
  return changed;
}

/** Answers it as it was. @throws {NotFound} */
export async function deleteMapping(agency: AgencyContext, id: string): Promise<ImportMapping> {
  const _id = importMappingId.decode(id, ['importMapping']);
  const found = await importMappings.in(agency).findOne({ _id });
  if (!found || !(await importMappings.in(agency).remove({ _id }))) throw new NotFound(id, ['importMapping']);
  return found;
}

/** The newest first. */
export const listMappings = (agency: AgencyContext, args: PageArgs): Promise<Page<ImportMapping>> =>
  page<ImportMapping>((filter, reading) => importMappings.in(agency).find(filter, reading), {}, [['_id', -1]], args);

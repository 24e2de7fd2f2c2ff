import { acrossShops } from '#tenants/index.js';
import { type Import, importProblems, imports } from './import.model.js';
import { optionsOf } from './options.js';
import { sources } from './source.model.js';

/**
 * Brings imports that were written before they had options into today's form; what is in it already is passed over. One that was still
 * running then goes on with its file read anew: its source is understood in another way by now.
 */
export async function upgradeImports(): Promise<void> {
  const reason = 'imports written before they had options are brought into their form';
  const fresh = {
    options: optionsOf({ upload: '' }),
    columns: null,
    found: null,
    run: 0,
    rowsTotal: null,
    pace: null,
    undo: null,
    productsSkipped: 0,
  } satisfies Partial<Import>;
  await acrossShops<Import>(imports.name, reason).updateMany({ options: { $exists: false } }, { $set: fresh });
  await acrossShops(importProblems.name, reason).updateMany({ kept: { $exists: false } }, { $set: { kept: false, value: '' } });
  await acrossShops(sources.name, reason).updateMany({ mapping: { $exists: false } }, { $set: { mapping: '', home: null } });
}

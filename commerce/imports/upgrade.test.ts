import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { startImporting } from '#tests/support/importing.js';
import { importId, imports } from './import.model.js';
import { getImport } from './imports.js';
import { sources } from './source.model.js';
import { upgradeImports } from './upgrade.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

test('an import and a source that were written before imports had options read as plain ones, and a newer import stays as it is', async () => {
  const shop = await aShop();
  const [older, newer] = [
    (await startImporting([shop], 'Title\nHat'))[0]!,
    (await startImporting([shop], 'Title\nHat', { mode: 'CREATE_ONLY' }))[0]!,
  ];
  const gone = { options: 1, columns: 1, found: 1, run: 1, rowsTotal: 1, pace: 1, undo: 1, productsSkipped: 1 } as const;
  await imports.in(shop).set({ _id: older._id }, { $unset: gone });
  const agency = anAgencyContext(shop.agencyId);
  const source = await sources
    .in(agency)
    .insert({ uploadId: older.uploadId, format: 'SHOPIFY', mapping: '', home: null, found: null, table: null, refusal: null });
  await sources.in(agency).set({ _id: source._id }, { $unset: { mapping: 1, home: 1 } });
  for (const _ of [1, 2]) await upgradeImports();
  expect(await getImport(shop, importId.encode(older._id))).toMatchObject({
    options: { mode: 'UPSERT', dryRun: false },
    run: 0,
    productsSkipped: 0,
  });
  expect(await getImport(shop, importId.encode(newer._id))).toEqual(newer);
  expect(await sources.in(agency).findOne({ _id: source._id })).toMatchObject({ mapping: '', home: null });
});

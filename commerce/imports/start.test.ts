import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { acrossShops, type OutboxEvent, outbox } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShopContext } from '#tests/support/factories.js';
import { anUpload } from '#tests/support/importing.js';
import { type Import, importBatches, importId, imports } from './import.model.js';
import { startImports } from './start.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

test('one file starts on its way into 1,000 shops together, and into none of 1,001', async () => {
  const agencyId = new Types.ObjectId();
  const agency = anAgencyContext(agencyId);
  const shops = Array.from({ length: 1001 }, () => aShopContext({ agencyId }));
  const upload = await anUpload(agency, 'Title,URL handle,Price\nHat,hat,19.90\n');
  const inAll = acrossShops<Import>(imports.name, 'test');

  await expect(startImports(shops, { upload }, { wholeAgency: true })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    field: ['shops'],
    message: 'shops: takes 1 to 1000 shops, not 1001',
  });
  expect([await importBatches.in(agency).count({}), await inAll.count({ agencyId })]).toEqual([0, 0]);

  const thousand = shops.slice(1);
  const { batch } = await startImports(thousand, { upload }, { wholeAgency: true });
  const kept = await inAll.find({ agencyId }, { sort: { _id: 1 } });
  expect(kept.map(({ shopId, status, batchId }) => [String(shopId), status, String(batchId)])).toEqual(
    thousand.map(({ shopId }) => [String(shopId), 'QUEUED', String(batch._id)]),
  );
  expect(batch.imports).toEqual(kept.map(({ shopId, _id }) => ({ shopId, importId: _id })));
  const planned = await acrossShops<OutboxEvent>(outbox.name, 'test').find({ agencyId, type: 'import.slice' }, { sort: { _id: 1 } });
  expect(planned.map(({ shopId, subject, state }) => [String(shopId), subject, state])).toEqual(
    kept.map(({ shopId, _id }) => [String(shopId), importId.encode(_id), 'PENDING']),
  );
});

import { expect, test } from '@jest/globals';
import { FIELDS } from '#commerce/imports/formats/generic/names.js';
import { EVENT_TYPES } from '#tenants/outbox/event.model.js';
import { EVENT_TYPES as chosen } from '../../admin/screens/developers/types-of-events.js';
import { TABLE_FIELDS } from '../../admin/screens/imports/upload/columns.js';

/** The admin knows the API by its schema alone; these lists stand in no type of it. */
test('the admin offers every type of event that there is', () => {
  expect(chosen).toEqual(EVENT_TYPES);
});

test('the admin offers every meaning that a column may have', () => {
  expect([...TABLE_FIELDS].sort()).toEqual([...FIELDS].sort());
});

import { expect, test } from '@jest/globals';
import { rolesFor } from './roles';

test('others get any role that one may give; oneself none above the own', () => {
  const given = ['OWNER', 'MANAGER', 'STAFF', 'READ_ONLY'] as const;
  expect(rolesFor({ role: 'STAFF', isViewer: false }, given)).toEqual(given);
  expect(rolesFor({ role: 'STAFF', isViewer: true }, given)).toEqual(['STAFF', 'READ_ONLY']);
  expect(rolesFor({ role: 'MANAGER', isViewer: true }, given.slice(1))).toEqual(['MANAGER', 'STAFF', 'READ_ONLY']);
});

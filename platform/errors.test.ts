import { expect, test } from '@jest/globals';
import { NotFound } from './errors.js';

test('what is not found is named, a text without end only by its beginning', () => {
  expect(new NotFound('prod_1').message).toBe('prod_1 does not exist');
  expect(new NotFound('x'.repeat(1_000_000)).message).toBe(`${'x'.repeat(100)}… does not exist`);
});

import { expect, test } from '@jest/globals';
import { handleNamed, slug } from './slug.js';

test('a handle is made of letters of any script, digits and underscores', () => {
  expect(slug(' 夏季 Dress (2026) ')).toBe('夏季-dress-2026');
  expect([...slug('長'.repeat(300))]).toHaveLength(200);
  expect(slug('!?')).toBe('');
});

test('a text without end, of marks that have to be brought into order, is read only as far as a handle goes', () => {
  const marks = `a${'\u0315\u0300\u05ae'.repeat(170_000)}`;
  expect([...slug(marks)]).toHaveLength(200);
  expect(handleNamed(marks).length).toBeLessThanOrEqual(1000);
});

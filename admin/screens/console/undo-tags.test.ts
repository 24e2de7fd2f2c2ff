import { expect, test } from '@jest/globals';
import { undoOfTags } from './undo-tags';

test('each shop gets back what it had, and keeps what it had already', () => {
  const changed = [
    { shop: 'a', tagsBefore: ['old'] },
    { shop: 'b', tagsBefore: ['new', 'old'] },
    { shop: 'c', tagsBefore: ['old', 'other'] },
    { shop: 'd', tagsBefore: ['new'] },
  ];
  expect(undoOfTags(changed, { tagsAdd: ['new'], tagsRemove: ['old'] })).toEqual([
    { shops: ['a', 'c'], tagsAdd: ['old'], tagsRemove: ['new'] },
    { shops: ['b'], tagsAdd: ['old'], tagsRemove: [] },
  ]);
});

test('closing has no way back', () => {
  expect(undoOfTags([{ shop: 'a', tagsBefore: ['old'] }], {})).toEqual([]);
});

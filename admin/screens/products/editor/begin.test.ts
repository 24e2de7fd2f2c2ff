import { expect, test } from '@jest/globals';
import { begin } from './begin';
import { inputOf } from './input';
import { newProduct, type ProductDraft } from './model';

const there: ProductDraft = { ...newProduct(), title: 'Hat', publishedAt: '2027-01-01T00:00:00Z' };
const { publishedAt: _later, ...older } = there;

test.each([3, 2])('a draft that knew no time of publishing, typed over revision %d, leaves that time as it is', (revision) => {
  const kept = { before: older as ProductDraft, revision, now: { ...older, title: 'Cap' } as ProductDraft };
  const { now, meanwhile } = begin({ draft: there, revision: 3 }, newProduct(), kept);
  expect(inputOf(there, now, 'CNY').input).toEqual({ title: 'Cap' });
  expect(meanwhile).toEqual([]);
});

test('without a draft the editor begins with the product, or with nothing', () => {
  const empty = newProduct();
  expect(begin({ draft: there, revision: 3 }, empty, null)).toEqual({ base: { draft: there, revision: 3 }, now: there, meanwhile: [] });
  expect(begin(null, empty, null).now).toBe(empty);
});

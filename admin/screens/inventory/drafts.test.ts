import { expect, test } from '@jest/globals';
import { type Draft, filled, ready, withDraft } from './drafts';

const rows = [
  { id: 'a', available: 1 },
  { id: 'b', available: 2 },
  { id: 'c', available: 3 },
];

test('a pasted column fills the rows below, passes over empty cells and what is there already, and tells what found no row', () => {
  const { drafts, cut } = filled(new Map(), rows, 1, ['', '3', '9', '9']);
  expect([...drafts]).toEqual([]);
  expect(cut).toBe(2);
  expect([...filled(new Map(), rows, 0, ['10', '2', 'x']).drafts]).toEqual([
    ['a', { typed: '10', seen: 1, pasted: true }],
    ['c', { typed: 'x', seen: 3, pasted: true }],
  ]);
});

test('what is no number, and what somebody else has changed, is not sent', () => {
  const drafts = new Map<string, Draft>([
    ['a', { typed: '10', seen: 1 }],
    ['b', { typed: 'x', seen: 2 }],
    ['c', { typed: '7', seen: 3, now: 5 }],
  ]);
  expect(ready(drafts)).toEqual([{ id: 'a', available: 10, changeFrom: 1 }]);
  expect(ready(withDraft(drafts, 'b', { typed: '4', seen: 2 }), 1)).toEqual([{ id: 'a', available: 10, changeFrom: 1 }]);
  expect(withDraft(drafts, 'a', null).has('a')).toBe(false);
});

import { expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { after, type Candidate, inTurn } from './turns.js';

const shops = Object.fromEntries(['a1', 'a2', 'b1'].map((name) => [name, new Types.ObjectId()]));
const rows = (shop: string, count: number): Candidate[] =>
  Array.from({ length: count }, () => ({
    _id: new Types.ObjectId(),
    shopId: shops[shop]!,
    agencyId: new Types.ObjectId(),
    nextAttemptAt: new Date(),
    source: 'outbox',
  }));
const nameOf = ({ shopId }: Candidate) => Object.keys(shops).find((name) => shops[name] === shopId);
const handed = (...args: Parameters<typeof inTurn>) => inTurn(...args).map(nameOf);

test('agencies take turns, and in each agency its shops', () => {
  expect(handed([[rows('a1', 3), rows('a2', 2)], [rows('b1', 3)]], new Set(), 8)).toEqual(['a1', 'b1', 'a2', 'a1', 'b1', 'a2', 'b1', 'a1']);
});

test('a shop with nothing handed goes before the others', () => {
  const busy = new Set([shops.a1!.toHexString()]);
  expect(handed([[rows('a1', 3), rows('a2', 1)], [rows('b1', 1)]], busy, 3)).toEqual(['a2', 'b1', 'a1']);
});

test('a lone shop takes all the room there is', () => {
  expect(handed([[rows('a1', 9)]], new Set(), 5)).toEqual(Array(5).fill('a1'));
});

test('some room is kept for who has nothing handed', () => {
  const busy = new Set([shops.a1!.toHexString()]);
  expect(handed([[rows('a1', 9)]], busy, 5, 2)).toEqual(Array(3).fill('a1'));
  expect(handed([[rows('a1', 9), rows('a2', 2)], [rows('b1', 1)]], busy, 2, 2)).toEqual(['a2', 'b1']);
});

test('who was not served the last time begins the next', () => {
  expect(after(['c', 'a', 'b'], String, 'a')).toEqual(['b', 'c', 'a']);
  expect(after(['a', 'b'], String, 'b')).toEqual(['a', 'b']);
  expect(after(['b', 'a'], String, undefined)).toEqual(['a', 'b']);
});

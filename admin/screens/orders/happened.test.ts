import { expect, test } from '@jest/globals';
import { storyOf } from './happened';

const at = (minute: number) => `2026-11-26T10:0${minute}:00.000Z`;
const event = (id: string, type: string, minute: number, data: object) => ({ id, type, data, createdAt: at(minute) });

test('events and parcels are one story, the newest first, with amounts in the order’s currency', () => {
  const story = storyOf(
    [event('evt_1', 'order.created', 0, { total: 34_800 }), event('evt_2', 'refund.succeeded', 3, { amount: 5 })],
    [{ id: 'ful_1', createdAt: at(2), lines: [{ quantity: 2 }, { quantity: 1 }] }],
    2,
  );
  expect(story.map(({ what, amount, pieces }) => [what, amount, pieces])).toEqual([
    ['refund.succeeded', '0.05', null],
    ['sentPart', null, 3],
    ['order.created', '348.00', null],
  ]);
});

test('the parcel that completes an order is told once', () => {
  const story = storyOf(
    [event('evt_1', 'order.fulfilled', 2, { total: 1999, fulfillment: 'ful_1' })],
    [{ id: 'ful_1', createdAt: at(2), lines: [{ quantity: 1 }] }],
    0,
  );
  expect(story.map(({ what }) => what)).toEqual(['order.fulfilled']);
});

test('an event without words of ours is told by its name', () => {
  expect(storyOf([event('evt_1', 'order.archived', 0, {})], [], 2)[0]).toMatchObject({ what: 'other', type: 'order.archived' });
});

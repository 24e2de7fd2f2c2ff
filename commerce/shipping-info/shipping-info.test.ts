import { expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import type { Fulfillment } from '#commerce/fulfillment/index.js';
import type { Order } from '#commerce/orders/index.js';
import type { Payment } from '#commerce/payments/index.js';
import { carrierCode } from './carriers.js';
import { shippingInfo } from './shipping-info.js';

test.each([
  ['顺丰速运', 'SF'],
  ['SF Express', 'SF'],
  ['韵达快递', 'YD'],
  ['中国邮政', 'YZPY'],
  ['EMS', 'EMS'],
  ['京东物流', 'JD'],
  ['DHL', 'DHL'],
  ['My cousin', null],
  ['', null],
])('the carrier %j is %j', (company, code) => {
  expect(carrierCode(company)).toBe(code);
});

const line = { _id: new Types.ObjectId(), title: 'Hat', quantity: 2 };
const anOrder = (given: object = {}) =>
  ({ number: '1001', lines: [line], phone: '+86 189 1234 5678', shippingAddress: { phone: null }, ...given }) as unknown as Order;
const payment = { _id: new Types.ObjectId(), openId: 'o-buyer' } as Payment;
const sent = (company: string, number: string | null) =>
  ({ lines: [{ lineId: line._id, quantity: 2 }], tracking: { company, number, url: null } }) as unknown as Fulfillment;
const at = new Date('2026-11-25T16:30:00.120Z');
const told = (order: Order, fulfillments: Fulfillment[]) => shippingInfo(order, fulfillments, { payment, mchid: '1900000001' }, at);

test('SF alone is told whose parcel it is, the last four digits shown', () => {
  expect(told(anOrder(), [sent('顺丰', 'SF1')]).shipping_list[0]).toMatchObject({ contact: { receiver_contact: '189****5678' } });
  expect(told(anOrder(), [sent('中通', 'ZT1')]).shipping_list[0]).not.toHaveProperty('contact');
});

test("the time is Beijing's", () => {
  expect(told(anOrder(), []).upload_time).toBe('2026-11-26T00:30:00.120+08:00');
});

test('fetched by the buyer where there is no address, by the merchant himself where no carrier is known', () => {
  expect(told(anOrder({ shippingAddress: null }), [sent('x', null)])).toMatchObject({ logistics_type: 4, delivery_mode: 1 });
  expect(told(anOrder(), [sent('My cousin', '7')])).toMatchObject({ logistics_type: 2, shipping_list: [{ item_desc: 'Hat*2' }] });
});

test('no description is longer than WeChat takes, nor cut within a character', () => {
  const order = anOrder({ lines: [{ ...line, title: '🎩'.repeat(200) }] });
  expect(told(order, [sent('顺丰', 'SF1')]).shipping_list[0]!.item_desc).toBe('🎩'.repeat(120));
});

test('of more parcels than WeChat takes, the first ten are told', () => {
  const many = Array.from({ length: 12 }, (_, number) => sent('顺丰', `SF${number}`));
  expect(told(anOrder(), many)).toMatchObject({ delivery_mode: 2, is_all_delivered: true, shipping_list: { length: 10 } });
});

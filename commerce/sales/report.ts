import type { PipelineStage, Types } from 'mongoose';
import { UserError } from '#platform/errors.js';
import { tookTooLong } from '#platform/mongo.js';
import type { AgencyContext, ShopContext } from '#tenants/index.js';
import { agencyForJob } from '#tenants/index.js';
import { dayIn, daysOf, type Period } from './days.js';
import { type SalesDay, type SalesFigures, salesDays } from './sales-day.model.js';

/** Figures of one currency; those of two are never added. */
export interface SalesOf extends SalesFigures {
  currency: string;
}

/** One day of a shop, or of all shops of an agency that sell in one currency. */
export interface SalesOfDay extends SalesOf {
  day: string;
}

export interface SalesOfShop extends SalesOf {
  shopId: Types.ObjectId;
}

const NOTHING: SalesFigures = { placed: 0, paid: 0, received: 0, refunded: 0 };
const SUMS = Object.fromEntries(Object.keys(NOTHING).map((figure) => [figure, { $sum: `$${figure}` }]));

/** What takes longer should not hold the database for others. */
const MOST_MS = 5000;

/** @throws {UserError} INVALID_INPUT where it takes too long */
async function summed<Row>(agency: AgencyContext, stages: PipelineStage[]): Promise<Row[]> {
  try {
    return await salesDays.in(agency).aggregate<Row>(stages, { mostMs: MOST_MS });
  } catch (error) {
    if (!tookTooLong(error)) throw error;
    throw new UserError('INVALID_INPUT', 'from: so many days of so many shops take too long to sum: ask for fewer days', ['from']);
  }
}

/** A shop's days, each there, in order. @throws {UserError} INVALID_INPUT */
export async function shopSales(shop: ShopContext, period: Period): Promise<SalesOfDay[]> {
  const days = daysOf(period);
  const found = await daysOfShops(shop.agencyId, [shop.shopId], { day: { $gte: period.from, $lte: period.to } });
  const byDay = new Map(found.map((one) => [one.day, one]));
  return days.map((day) => byDay.get(day) ?? { ...NOTHING, day, currency: shop.currency });
}

/**
 * An agency's days by currency: for each currency that anything was sold in, each day of the period, in order. A shop's day is that of
 * its own time zone.
 * @throws {UserError} INVALID_INPUT
 */
export async function agencySales(agency: AgencyContext, period: Period): Promise<SalesOfDay[]> {
  const days = daysOf(period);
  const found = await summed<SalesFigures & { _id: { day: string; currency: string } }>(agency, [
    within(period),
    { $group: { _id: { day: '$day', currency: '$currency' }, ...SUMS } },
  ]);
  const byDay = new Map(found.map(({ _id, ...figures }) => [`${_id.currency} ${_id.day}`, figures]));
  const currencies = [...new Set(found.map(({ _id }) => _id.currency))].sort();
  return currencies.flatMap((currency) => days.map((day) => ({ ...NOTHING, ...byDay.get(`${currency} ${day}`), day, currency })));
}

/** The shops that kept the most, refunds taken off: so many of each currency, the best first. @throws {UserError} INVALID_INPUT */
export async function topShops(agency: AgencyContext, period: Period, first: number): Promise<SalesOfShop[]> {
  daysOf(period);
  const shown = { shopId: '$_id.shopId', currency: '$_id.currency', placed: '$placed', paid: '$paid', received: '$received' };
  const found = await summed<{ _id: string; top: SalesOfShop[] }>(agency, [
    within(period),
    { $group: { _id: { shopId: '$shopId', currency: '$currency' }, ...SUMS } },
    { $set: { kept: { $subtract: ['$received', '$refunded'] } } },
    {
      $group: {
        _id: '$_id.currency',
        top: { $topN: { n: first, sortBy: { kept: -1, received: -1, '_id.shopId': 1 }, output: { ...shown, refunded: '$refunded' } } },
      },
    },
    { $sort: { _id: 1 } },
  ]);
  return found.flatMap(({ top }) => top);
}

const within = ({ from, to }: Period) => ({ $match: { day: { $gte: from, $lte: to } } });

/** Today of each of these shops, by its own clock; in their order. One look for all shops of an agency. */
export async function salesToday(
  shops: readonly { shop: ShopContext; timezone: string }[],
  now = new Date(),
): Promise<(SalesFigures & { day: string })[]> {
  const wanted = shops.map(({ shop, timezone }) => ({ shop, day: dayIn(timezone, now) }));
  const found = new Map<string, SalesDay>();
  for (const agencyId of new Map(wanted.map(({ shop }) => [shop.agencyId.toHexString(), shop.agencyId])).values()) {
    const mine = wanted.filter(({ shop }) => shop.agencyId.equals(agencyId));
    const ids = mine.map(({ shop }) => shop.shopId);
    const days = [...new Set(mine.map(({ day }) => day))];
    for (const one of await daysOfShops(agencyId, ids, { day: { $in: days } })) found.set(`${one.shopId.toHexString()} ${one.day}`, one);
  }
  return wanted.map(({ shop, day }) => ({ ...NOTHING, ...found.get(`${shop.shopId.toHexString()} ${day}`), day }));
}

/** The one way from a shop to its days: they stand with the agency, so that it can sum them. */
const daysOfShops = (agencyId: Types.ObjectId, shopIds: readonly Types.ObjectId[], days: { day: object }): Promise<SalesDay[]> =>
  salesDays.in(agencyForJob(agencyId, 'sales')).find({ shopId: { $in: [...shopIds] }, ...days });

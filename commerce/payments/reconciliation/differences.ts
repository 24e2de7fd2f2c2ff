import type { Types } from 'mongoose';
import { NotFound } from '#platform/errors.js';
import type { Filter } from '#platform/mongo.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import type { ShopContext } from '#tenants/index.js';
import type { BillLine } from '../provider.js';
import { type Difference, type DifferenceKind, type DifferenceStatus, differenceId, differences, type Side } from './difference.model.js';

/** A difference as it is found. */
export interface Found {
  key: string;
  kind: DifferenceKind;
  accountId: Types.ObjectId | null;
  orderId?: Types.ObjectId | null;
  paymentId?: Types.ObjectId | null;
  refundId?: Types.ObjectId | null;
  ours: Side | null;
  theirs: Side | null;
  line?: BillLine | null;
}

/**
 * Lists what was found. What is listed already stays as it is: what a person has decided is not asked again; what had gone away by
 * itself is open again.
 */
export async function recordDifferences(shop: ShopContext, found: readonly Found[]): Promise<void> {
  if (found.length === 0) return;
  const now = new Date();
  await differences.in(shop).bulkWrite(
    found.map(({ key, ...rest }) => ({
      update: { key },
      change: {
        $setOnInsert: {
          orderId: null,
          paymentId: null,
          refundId: null,
          line: null,
          ...rest,
          status: 'OPEN' as const,
          note: null,
          action: null,
          resolvedBy: null,
          resolvedAt: null,
          createdAt: now,
          updatedAt: now,
        },
      },
      upsert: true,
    })),
  );
  const again = { key: { $in: found.map(({ key }) => key) }, status: 'RESOLVED' as const, action: null };
  await differences.in(shop).updateMany(again, { $set: { status: 'OPEN', resolvedAt: null, updatedAt: now } });
}

/** They are gone by themselves. */
export async function resolveGone(shop: ShopContext, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const now = new Date();
  await differences
    .in(shop)
    .updateMany({ key: { $in: [...keys] }, status: 'OPEN' }, { $set: { status: 'RESOLVED', resolvedAt: now, updatedAt: now } });
}

/** The newest first. @throws {UserError} INVALID_CURSOR, PAGE_TOO_LARGE */
export function listDifferences(
  shop: ShopContext,
  { status, ...args }: PageArgs & { status?: DifferenceStatus | null | undefined },
): Promise<Page<Difference>> {
  const filter: Filter<Difference> = status ? { status } : {};
  return page<Difference>((bounded, reading) => differences.in(shop).find(bounded, reading), filter, [['_id', -1]], args);
}

/** @throws {NotFound} for an id of another shop too */
export async function getDifference(shop: ShopContext, id: string): Promise<Difference> {
  const found = await differences.in(shop).findOne({ _id: differenceId.decode(id, ['difference']) });
  if (!found) throw new NotFound(id, ['difference']);
  return found;
}

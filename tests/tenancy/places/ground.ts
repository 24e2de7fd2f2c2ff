import type { Types } from 'mongoose';
import { holdLease } from '#platform/lease.js';
import type { ShopContext } from '#tenants/context.js';
import { outbox, shopId } from '#tenants/index.js';
import { givePlaces } from '#tenants/outbox/places.js';
import { react } from '#worker/reactions.js';
import type { Tenant } from '../tenants.js';

/** What everything in a shop stands on. */
export class Ground {
  constructor(
    readonly tenant: Tenant,
    /** Stands in everything that is in the shop, and in nothing else. */
    readonly mark: string,
    readonly shop: ShopContext,
    /** Bound to this shop, with every scope. */
    readonly token: string,
  ) {}

  get id(): string {
    return shopId.encode(this.shop.shopId);
  }

  /** Does all that a worker and the relay would do here. */
  async settle(): Promise<void> {
    for (;;) {
      const rows = await outbox.in(this.shop).find({ state: 'PENDING' }, { sort: { _id: 1 } });
      if (rows.length === 0) break;
      for (const row of rows) {
        // What goes on at a later time, such as a picture that cannot be had here, is not waited for.
        let again = await react(this.shop, row);
        while (again && !again.at) again = await react(this.shop, row);
        await outbox.in(this.shop).set({ _id: row._id }, { $set: { state: 'DONE' } });
      }
    }
    await holdLease('relay', 60_000, 'the tenancy suite');
    await givePlaces('relay', 'the tenancy suite');
  }
}

/** Makes a thing when it is first asked for, and never again. */
export function once<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The same for a document: it is answered as the API names it. */
export const named = (
  type: { encode(id: Types.ObjectId): string },
  make: () => Promise<{ _id: Types.ObjectId }>,
): (() => Promise<string>) => once(async () => type.encode((await make())._id));

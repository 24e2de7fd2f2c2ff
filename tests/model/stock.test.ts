import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Types } from 'mongoose';
import { findProduct, type Product, variantId } from '#commerce/catalog/index.js';
import { cancelOrder, completeCheckout } from '#commerce/checkout/index.js';
import {
  adjustInventory,
  createDefaultLocation,
  createLocation,
  levels,
  locationId,
  setInventory,
  setProducts,
  undoNext,
} from '#commerce/inventory/index.js';
import { adjustments } from '#commerce/inventory/level.model.js';
import { orderId } from '#commerce/orders/index.js';
import { UserError } from '#platform/errors.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { aBuyer, aCart } from '#tests/support/shopping.js';

/**
 * Editors, buyers, imports and undos on the stock of one product at two places, in any order, beside a plain list of numbers that says what
 * must come of it. A hundred sequences in each run, thousands with `bin/test --long`.
 */
const SEQUENCES = process.env.LONG ? 2000 : 100;
const OPENING = 5;

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

const place = fc.nat(1);
const pieces = fc.nat(8);
const step = fc.oneof(
  fc.record({ do: fc.constant('set' as const), place, to: pieces, saw: fc.option(pieces) }),
  fc.record({ do: fc.constant('adjust' as const), place, by: fc.integer({ min: -6, max: 6 }) }),
  fc.record({ do: fc.constant('order' as const), quantity: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constant('cancel' as const), at: fc.nat(5) }),
  fc.record({ do: fc.constant('import' as const), to: pieces }),
  fc.record({ do: fc.constantFrom('undo' as const, 'work' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

interface World {
  shop: ShopContext;
  product: Product;
  places: Types.ObjectId[];
  /** What should be available at each place. */
  model: number[];
  orders: { id: string; quantity: number; at: number; open: boolean }[];
  imports: { id: Types.ObjectId; delta: number }[];
}

test(
  'whatever editors, buyers and imports do, each place holds what the plain sums say, and the ledger tells how it came about',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 16 }), async (steps) => {
        const world = await aWorld();
        for (const one of steps) {
          await take(world, one);
          expect(await availableAt(world)).toEqual(world.model);
        }
        await workOff();
        await expectTold(world);
      }),
      { numRuns: SEQUENCES },
    );
  },
  SEQUENCES * 2000,
);

const item = (available?: number) => ({
  source: 'shopify',
  externalId: 'hat',
  title: 'Hat',
  variants: [{ sku: 'HAT', price: 1000, ...(available === undefined ? {} : { available }) }],
});

async function aWorld(): Promise<World> {
  const shop = await aShop();
  const main = await createDefaultLocation(shop);
  const second = await createLocation(shop, { name: 'Second' });
  await setProducts(shop, [item(OPENING)]);
  const product = (await findProduct(shop, { externalId: 'hat' }))!;
  return { shop, product, places: [main._id, second._id], model: [OPENING, 0], orders: [], imports: [] };
}

const variantOf = ({ product }: World) => product.variants[0]!.id;

async function availableAt({ shop, places }: World): Promise<number[]> {
  const found = await levels.in(shop).find({});
  return places.map((id) => found.find((level) => level.locationId.equals(id))?.available ?? 0);
}

async function take(world: World, one: Step): Promise<void> {
  const { shop, model, places } = world;
  const variant = variantId.encode(variantOf(world));
  if (one.do === 'work') return void (await workOff());
  if (one.do === 'set') {
    const location = locationId.encode(places[one.place]!);
    const refused = one.saw !== null && one.saw !== model[one.place];
    await expectRefusal(refused && 'CHANGED_MEANWHILE', () =>
      setInventory(shop, { variant, location, available: one.to, ...(one.saw === null ? {} : { changeFrom: one.saw }) }),
    );
    if (!refused) model[one.place] = one.to;
  } else if (one.do === 'adjust') {
    const location = locationId.encode(places[one.place]!);
    const refused = model[one.place]! + one.by < 0;
    await expectRefusal(refused && 'NOT_ENOUGH_STOCK', () => adjustInventory(shop, { variant, location, delta: one.by, reason: 'Moved' }));
    if (!refused) model[one.place]! += one.by;
  } else if (one.do === 'order') await order(world, one.quantity);
  else if (one.do === 'cancel') await cancel(world, one.at);
  else if (one.do === 'import') await importStock(world, one.to);
  else await undo(world);
}

async function expectRefusal(code: string | false, act: () => Promise<unknown>): Promise<void> {
  if (!code) return void (await act());
  const error = await act().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).code).toBe(code);
}

/** The default place first, then whichever has enough; nothing is split. */
async function order(world: World, quantity: number): Promise<void> {
  const at = world.model.findIndex((there) => there >= quantity);
  const token = await aCart(world.shop, [world.product, quantity]);
  const placing = () => completeCheckout(world.shop, token, aBuyer());
  if (at < 0) return expectRefusal('OUT_OF_STOCK', placing);
  const { _id } = await placing();
  world.orders.push({ id: orderId.encode(_id), quantity, at, open: true });
  world.model[at]! -= quantity;
}

async function cancel(world: World, at: number): Promise<void> {
  const one = world.orders[at];
  if (!one?.open) return;
  await cancelOrder(world.shop, one.id, {});
  one.open = false;
  world.model[one.at]! += one.quantity;
}

/** A file that says how much is there. One that says the same as the last applied is unchanged, whatever was sold since. */
async function importStock(world: World, to: number): Promise<void> {
  const id = new Types.ObjectId();
  const [result] = await setProducts(world.shop, [item(to)], { journal: id, events: 'batch' });
  if (result!.outcome !== 'updated') return;
  world.imports.push({ id, delta: to - world.model[0]! });
  world.model[0] = to;
}

/** The newest import is taken back: its pieces go, as far as they are still there. An older one's product has been changed since. */
async function undo(world: World): Promise<void> {
  const last = world.imports.pop();
  if (!last) return;
  world.imports.length = 0;
  expect(await undoNext(world.shop, last.id)).toEqual({ removed: 0, restored: 1, kept: 0 });
  world.model[0] = Math.max(0, world.model[0]! - last.delta);
}

/** Per place: opening stock, plus what the ledger tells, less what open and cancelled orders took, is what is there. */
async function expectTold(world: World): Promise<void> {
  const rows = await adjustments.in(world.shop).find({});
  for (const [at, id] of world.places.entries()) {
    const told = rows.filter((row) => row.locationId.equals(id)).reduce((sum, { delta }) => sum + delta, 0);
    const sold = world.orders.filter((one) => one.at === at).reduce((sum, { quantity }) => sum + quantity, 0);
    expect([at, (at === 0 ? OPENING : 0) + told - sold]).toEqual([at, world.model[at]]);
  }
  const now = await findProduct(world.shop, { externalId: 'hat' });
  expect([world.model, now!.inStock]).toEqual([world.model, world.model.some((there) => there > 0)]);
  expect((await levels.in(world.shop).find({})).flatMap(({ holds }) => holds)).toEqual([]);
}

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { findProduct, listActiveProducts, listProducts, type ProductSort, productId } from '#commerce/catalog/index.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { createDefaultLocation } from './locations.js';
import { deleteProduct, updateProduct } from './products.js';
import { setProducts } from './set-products.js';

let shop: ShopContext;
beforeAll(connectForTest);
afterAll(disconnectAfterTest);

/** The prices of the middle tie, and so do titles. A shopper does not see the draft. */
const GOODS = [
  ['a', 'Bag', 1000],
  ['b', 'Belt', 2000],
  ['c', 'Boot', 3000],
  ['d', 'Cap', 3000],
  ['draft', 'Cap', 3000],
  ['e', 'Cap', 3000],
  ['f', 'Hat', 4000],
  ['g', 'Scarf', 5000],
  ['h', 'Sock', 6000],
] as const;

const add = (...items: readonly (readonly [handle: string, title: string, price: number])[]) =>
  setProducts(
    shop,
    items.map(([handle, title, price]) => ({
      handle,
      title,
      status: handle === 'draft' ? 'DRAFT' : 'ACTIVE',
      tags: ['wool'],
      variants: [{ price, available: 1 }],
    })),
  );
const idOf = async (handle: string) => productId.encode((await findProduct(shop, { handle }))!._id);
const remove = async (handle: string) => deleteProduct(shop, await idOf(handle));
const move = async (handle: string, title: string, amount: string) =>
  updateProduct(shop, await idOf(handle), { title, variants: [{ price: { amount, currency: shop.currency } }] });

beforeEach(async () => {
  shop = await aShop();
  await createDefaultLocation(shop);
  await add(...GOODS);
});

/** Those that the first page has shown and those that it has not, in the order of the list; the one that its cursor names. */
interface Read {
  seen: string[];
  unseen: string[];
  cursor: string;
}

/** What may happen between two pages; answers what did not stand still. */
const MEANWHILE: readonly (readonly [string, (read: Read) => Promise<string[]>])[] = [
  ['others come in before and behind', async () => {
    await add(['x', 'Apron', 500], ['y', 'Tie', 7000]);
    return [];
  }],
  ['others come in that tie with what was seen and what was not', async () => {
    await add(['x', 'Cap', 3000], ['y', 'Boot', 3000], ['z', 'Cap', 4000]);
    return [];
  }],
  ['the one at the cursor is deleted', async ({ cursor }) => {
    await remove(cursor);
    return [cursor];
  }],
  ['one that was seen and the next one are deleted', async ({ seen, unseen }) => {
    const gone = [seen[1]!, unseen[0]!];
    for (const handle of gone) await remove(handle);
    return gone;
  }],
  ['the one at the cursor moves to an end', async ({ cursor }) => {
    await move(cursor, 'Zip', '90');
    return [cursor];
  }],
  ['one that was seen moves behind, and one that was not before', async ({ seen, unseen }) => {
    await move(seen[0]!, 'Zip', '90');
    await move(unseen[1]!, 'Ace', '1');
    return [seen[0]!, unseen[1]!];
  }],
  ['all of it at once', async ({ seen, unseen, cursor }) => {
    await add(['x', 'Apron', 500], ['y', 'Tie', 7000], ['z', 'Cap', 3000]);
    await remove(unseen[0]!);
    await remove(seen[1]!);
    await move(cursor, 'Zip', '90');
    await move(unseen[1]!, 'Ace', '1');
    return [unseen[0]!, unseen[1]!, seen[1]!, cursor];
  }],
]; // biome-ignore format: a table

const CASES = MEANWHILE.flatMap(([what, happen]) => (['first', 'last'] as const).map((way) => [what, way, happen] as const));
const SORTS: readonly ProductSort[] = ['PRICE_LOW', 'PRICE_HIGH', 'TITLE'];
const CALLERS = {
  'the admin': (args: object) => listProducts(shop, args),
  'the admin, searching': (args: object) => listProducts(shop, { ...args, query: 'tag:wool' }),
  'a shopper': (args: object) => listActiveProducts(shop, args, ['handle']),
} as const;

describe.each(Object.entries(CALLERS))('to %s', (_who, list) => {
  describe.each(SORTS)('in the order %s', (sort) => {
    test.each(CASES)('%s, read by its %s: what stood still is seen once', async (_what, way, happen) => {
      const before = await readPages(list, sort, way, GOODS.length);
      let moved: string[] = [];
      const after = await readPages(list, sort, way, 4, async (seen) => {
        const unseen = before.filter((handle) => !seen.includes(handle));
        // The next to come stands first.
        if (way === 'last') unseen.reverse();
        moved = await happen({ seen, unseen, cursor: (way === 'first' ? seen.at(-1) : seen[0])! });
      });
      const still = before.filter((handle) => !moved.includes(handle));
      expect(after.filter((handle) => still.includes(handle))).toEqual(still);
    });
  });
});

type List = (typeof CALLERS)[keyof typeof CALLERS];

/** The handles of a list read page by page, in the order that they are shown in; between the first page and the next something happens. */
async function readPages(
  list: List,
  sort: ProductSort,
  way: 'first' | 'last',
  size: number,
  happen: (seen: string[]) => Promise<unknown> = async () => {},
): Promise<string[]> {
  const handles: string[] = [];
  for (let cursor: string | null = null; ; ) {
    const page: Awaited<ReturnType<List>> = await list({ sort, [way]: size, [way === 'first' ? 'after' : 'before']: cursor });
    const some = page.nodes.map(({ handle }) => handle);
    if (way === 'first') handles.push(...some);
    else handles.unshift(...some);
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
    if (!(way === 'first' ? hasNextPage : hasPreviousPage)) return handles;
    if (cursor === null) await happen(some);
    cursor = way === 'first' ? endCursor : startCursor;
  }
}

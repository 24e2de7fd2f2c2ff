import {
  type AttributeDefinition,
  type AttributeType,
  type Category,
  categoriesByIds,
  listAttributeDefinitions,
  type Product,
} from '#commerce/catalog/index.js';
import type { AdminRequest, ShopRequest } from '#server/graphql/request.js';
import type { ShopContext } from '#tenants/index.js';

type Request = Pick<AdminRequest | ShopRequest, 'loader'>;

const categoriesOf = (request: Request, shop: ShopContext, ids: readonly Category['_id'][]): Promise<Category[]> =>
  Promise.all(ids.map((id) => request.loader(shop, 'categoriesByIds', categoriesByIds).load(id))).then((found) =>
    found.flatMap((one) => one ?? []),
  );

/** Those that are still there. */
export const productCategories = (request: Request, shop: ShopContext, { categories }: Product): Promise<Category[]> =>
  categoriesOf(request, shop, categories ?? []);

export const categoryParent = async (request: Request, shop: ShopContext, { parentId }: Category): Promise<Category | null> =>
  parentId ? ((await categoriesOf(request, shop, [parentId]))[0] ?? null) : null;

/** From the top down to the category itself. */
export const categoryPath = async (request: Request, shop: ShopContext, { ancestors, title }: Category): Promise<string[]> => [
  ...(await categoriesOf(request, shop, ancestors)).map((one) => one.title),
  title,
];

interface ShownAttribute {
  key: string;
  name: string;
  type: AttributeType;
  value: string;
  unit: string | null;
}

/** In the shop's order; those that it defines no more are not shown. */
export async function productAttributes(request: Request, shop: ShopContext, { attributes }: Product): Promise<ShownAttribute[]> {
  if (!attributes?.length) return [];
  const values = new Map(attributes.map(({ key, value }) => [key, value]));
  const defined = await request
    .loader<string, AttributeDefinition[]>(shop, 'attributeDefinitions', async (context) => [await listAttributeDefinitions(context)])
    .load('');
  return defined.flatMap(({ key, name, type, unit }) => {
    const value = values.get(key);
    return value === undefined ? [] : [{ key, name, type, value, unit }];
  });
}

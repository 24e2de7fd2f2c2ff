import { productId } from '#commerce/catalog/index.js';
import type { OutboxEvent, ShopContext } from '#tenants/index.js';
import { refreshInStock } from './in-stock.js';

/** `products.stock`: a level came to nothing or rose from it. */
export const lookAtStock = (shop: ShopContext, { data }: Pick<OutboxEvent, 'data'>): Promise<void> =>
  refreshInStock(
    shop,
    (data as { products: string[] }).products.map((id) => productId.decode(id)),
  );

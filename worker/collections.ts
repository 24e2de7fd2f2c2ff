import '#commerce/agency-orders/index.js';
import '#commerce/carts/index.js';
import '#commerce/catalog/index.js';
import '#commerce/checkout/index.js';
import '#commerce/customers/index.js';
import '#commerce/feeds/index.js';
import '#commerce/files/index.js';
import '#commerce/fulfillment/index.js';
import '#commerce/imports/index.js';
import '#commerce/inventory/index.js';
import '#commerce/notifications/index.js';
import '#commerce/openings/index.js';
import '#commerce/orders/index.js';
import '#commerce/payments/index.js';
import '#commerce/redirects/index.js';
import '#commerce/sales/index.js';
import '#commerce/shipping-info/index.js';
import { createCollection } from '#platform/mongo.js';
import { declaredCollections } from '#tenants/index.js';

/** Builds every noun's collection and its indexes; what stands already is left as it is. Answers their names. */
export async function createCollections(): Promise<string[]> {
  for (const { model } of declaredCollections().values()) await createCollection(model);
  return [...declaredCollections().keys()];
}

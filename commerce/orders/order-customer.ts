import { customerFor } from '#commerce/customers/index.js';
import type { OutboxEvent, ShopContext } from '#tenants/index.js';
import { orders } from './order.model.js';
import { getOrder } from './orders.js';

/** `order.created`: the order finds its customer, after the checkout that had no time for it. */
export async function linkCustomer(shop: ShopContext, event: OutboxEvent): Promise<void> {
  const order = await getOrder(shop, event.subject!);
  if (order.customerId || !(order.email || order.phone)) return;
  const customer = await customerFor(shop, { name: order.shippingAddress?.name ?? null, email: order.email, phone: order.phone });
  await orders.in(shop).set({ _id: order._id }, { $set: { customerId: customer._id } });
}

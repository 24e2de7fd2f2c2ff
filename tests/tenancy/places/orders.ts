import { createCart } from '#commerce/carts/index.js';
import { completeCheckout } from '#commerce/checkout/index.js';
import { customerId, listCustomers } from '#commerce/customers/index.js';
import { fulfillmentId, fulfillOrder } from '#commerce/fulfillment/index.js';
import { notificationId, notifications } from '#commerce/notifications/index.js';
import { orderId, orderLineId } from '#commerce/orders/index.js';
import { aBuyer } from '#tests/support/shopping.js';
import { named, once } from '../once.js';
import type { Catalog } from './catalog.js';
import type { Ground } from './ground.js';

/** Carts, orders, and what follows from them: parcels, customers, mails. */
export function ordersOn(ground: Ground, { variant }: Catalog) {
  const { shop, mark } = ground;
  const aCart = async (): Promise<string> => (await createCart(shop, { lines: [{ variant: await variant(), quantity: 2 }] })).token;

  const placed = once(async () => {
    const email = `${mark}@example.com`;
    const buyer = aBuyer({ email, shippingAddress: { name: mark, country: 'CN', city: 'x', line1: mark } });
    return completeCheckout(shop, await aCart(), buyer);
  });
  const order = named(orderId, placed);

  return {
    cart: once(aCart),
    order,
    orderNumber: async () => (await placed()).number,
    orderToken: async () => (await placed()).token,
    orderLine: async () => orderLineId.encode((await placed()).lines[0]!._id),
    /** Another than `order`, each time. */
    furtherOrder: async () => completeCheckout(shop, await aCart(), aBuyer()),
    fulfillment: named(fulfillmentId, async () => (await fulfillOrder(shop, await order(), {})).fulfillment!),
    customer: named(customerId, async () => {
      await order();
      await ground.settle();
      return (await listCustomers(shop, {})).nodes[0]!;
    }),
    notification: named(notificationId, async () => {
      await order();
      await ground.settle();
      return (await notifications.in(shop).findOne({ status: 'KEPT' }))!;
    }),
  };
}
export type Orders = ReturnType<typeof ordersOn>;

/** The door of this noun: where carts, stock, orders and payment meet. */

export { expireUnpaidOrders, releaseExpiredHolds, removeHolds } from './checkout.jobs.js';
export { Checkout, completeCheckout, orderOfCart, type PlacedOrder } from './checkout.js';
export { settleLate } from './late.js';
export { cancelOrder, expireClosed, expireOrder, OrderCancellation } from './unpaid.js';

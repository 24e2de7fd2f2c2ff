/** The door of this noun. */
export { PostalAddress } from './address.js';
export {
  type Order,
  type OrderLine,
  orderId,
  orderLineId,
  orders,
} from './order.model.js';
export { orderPaymentStates } from './order.state.js';
export { endUnpaid, keepOpen, markOrderPaid, orderEvent, recordFulfillment, recordPaymentStatus } from './order-changes.js';
export { linkCustomer } from './order-customer.js';
export { createOrderCounter, nextOrderNumber } from './order-number.js';
export { orderFilter } from './order-query.js';
export { findOrder, findOrderByToken, getOrder, getOrderByToken, listOrders, ordersAmong } from './orders.js';

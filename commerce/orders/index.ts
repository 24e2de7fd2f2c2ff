/** The door of this noun. */
export {
  type Order,
  type OrderLine,
  orderCounters,
  orderId,
  orderLineId,
  orders,
  type PostalAddress,
  type UnitShare,
} from './order.model.js';
export {
  type FulfillmentStatus,
  type OrderPaymentEvent,
  type OrderStatus,
  orderFulfillmentStates,
  orderPaymentStates,
  orderStates,
  type PaymentStatus,
} from './order.state.js';
export { endUnpaid, keepOpen, markOrderPaid, orderEvent, recordFulfillment, recordPaymentStatus } from './order-changes.js';
export { nextOrderNumber } from './order-number.js';
export { findOrder, findOrderByToken, findOrderOfCart, getOrder, getOrderByToken, listOrders, ordersAmong } from './orders.js';

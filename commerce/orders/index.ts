/** The door of this noun. */
export { addressLines, PostalAddress } from './address.js';
export {
  type Order,
  type OrderLine,
  orderCounters,
  orderId,
  orderLineId,
  orders,
  type SoldUnits,
} from './order.model.js';
export { orderPaymentStates, orderStates } from './order.state.js';
export {
  endOrder,
  keepOpen,
  markOrderPaid,
  orderEvent,
  recordFulfillment,
  recordLapse,
  recordPaymentStatus,
  reopenOrder,
} from './order-changes.js';
export { linkCustomer } from './order-customer.js';
export { createOrderCounter, nextOrderNumber } from './order-number.js';
export { orderFilter } from './order-query.js';
export {
  holdForRefund,
  recordRefunded,
  refundableOf,
  refundedQuantity,
  releaseRefund,
  type UnitsOfLine,
  unrefunded,
} from './order-refunds.js';
export {
  countOpenOrders,
  findOrder,
  findOrderByToken,
  getOrder,
  getOrderByToken,
  hasOrders,
  listOrders,
  listOrdersOf,
  ordersAmong,
  ordersByIds,
} from './orders.js';

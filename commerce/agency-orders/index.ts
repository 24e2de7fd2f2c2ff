/** The door of this noun: what an agency sees of all its shops' orders. */
export { agencyOrders } from './agency-order.model.js';
export { listAgencyOrders, projectOrder } from './agency-orders.js';

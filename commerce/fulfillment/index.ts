/** The door of this noun. */
export { type Fulfillment, fulfillmentId } from './fulfillment.model.js';
export {
  endFulfillment,
  fulfillmentsOf,
  fulfillOrder,
  fulfillOrders,
  getFulfillment,
  NewFulfillment,
  OrdersToFulfill,
} from './fulfillments.js';

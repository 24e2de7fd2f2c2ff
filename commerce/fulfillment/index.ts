/** The door of this noun. */
export { type Fulfillment, fulfillmentId } from './fulfillment.model.js';
export { fulfillmentsOf, fulfillOrder, getFulfillment, NewFulfillment } from './fulfillments.js';

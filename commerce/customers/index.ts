/** The door of this noun. */
export { type Customer, customerId, customers } from './customer.model.js';
export { type Buyer, customerFor, customersById, listCustomers } from './customers.js';

/** The door of this noun. */
export { type Customer, customerId, customers } from './customer.model.js';
export { type Buyer, customerFor, customersById, getCustomer, listCustomers } from './customers.js';

/** The door of this noun. */
export { type Customer, customerId } from './customer.model.js';
export { customerFor, customersById, getCustomer, listCustomers } from './customers.js';

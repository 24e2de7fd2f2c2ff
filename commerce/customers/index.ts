/** The door of this noun. */
export { type Customer, customerId } from './customer.model.js';
export { customerFor, customersById, findCustomer, getCustomer, listCustomers } from './customers.js';

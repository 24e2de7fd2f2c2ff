/** The door of sales: figures by day, drawn from events. Only the worker and the API's doors come here, no other noun. */
export { countSales } from './count.js';
export type { Period } from './days.js';
export { countOlderSales, planSalesOfOlderOrders } from './older-orders.js';
export { agencySales, type SalesOf, type SalesOfDay, type SalesOfShop, salesToday, shopSales, topShops } from './report.js';

import { randomBytes, randomInt } from 'node:crypto';
import { beijing } from './clock.js';

const digits = (length: number) => Array.from({ length }, () => randomInt(10)).join('');
const day = () => beijing(Date.now()).slice(0, 10).replaceAll('-', '');

/** As long as Alipay's own. */
export const newId = {
  app: () => `9021${digits(12)}`,
  seller: () => `2088${digits(12)}`,
  trade: () => `${day()}22001${digits(15)}`,
  notification: () => `${day()}0022${digits(22)}`,
  page: () => randomBytes(16).toString('hex'),
};

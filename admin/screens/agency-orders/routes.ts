import type { ScreenFolder } from '../../app/route';

export default {
  words: 'agency-orders',
  routes: [{ path: '/a/:agency/orders', load: () => import('./orders'), scope: 'read_orders' }],
} satisfies ScreenFolder;

import type { ScreenFolder } from '../../app/route';

export default {
  words: 'orders',
  routes: [
    { path: '/s/:shop/orders', scope: 'read_orders', load: () => import('./orders') },
    { path: '/s/:shop/orders/:order', scope: 'read_orders', load: () => import('./order') },
  ],
} satisfies ScreenFolder;

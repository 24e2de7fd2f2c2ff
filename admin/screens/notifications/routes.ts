import type { ScreenFolder } from '../../app/route';

export default {
  words: 'notifications',
  routes: [
    { path: '/s/:shop/notifications', scope: 'read_orders', load: () => import('./notifications') },
    { path: '/s/:shop/notifications/templates', scope: 'read_orders', load: () => import('./templates') },
    { path: '/s/:shop/notifications/:notification', scope: 'read_orders', load: () => import('./notification') },
  ],
} satisfies ScreenFolder;

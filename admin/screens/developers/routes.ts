import type { ScreenFolder } from '../../app/route';

export default {
  words: 'developers',
  routes: [
    { path: '/s/:shop/developers', load: () => import('./shop-developers'), scope: 'read_orders' },
    { path: '/s/:shop/developers/events', load: () => import('./shop-events'), scope: 'read_orders' },
    { path: '/a/:agency/developers', load: () => import('./agency-developers'), scope: 'read_orders' },
    { path: '/a/:agency/developers/events', load: () => import('./agency-events'), scope: 'read_orders' },
  ],
} satisfies ScreenFolder;

import type { ScreenFolder } from '../../app/route';

export default {
  words: 'inventory',
  routes: [
    { path: '/s/:shop/inventory', scope: 'read_inventory', load: () => import('./inventory') },
    { path: '/s/:shop/inventory/locations', scope: 'read_inventory', load: () => import('./locations') },
  ],
} satisfies ScreenFolder;

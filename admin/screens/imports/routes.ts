import type { ScreenFolder } from '../../app/route';

export default {
  words: 'imports',
  routes: [
    { path: '/s/:shop/imports', scope: 'read_products', load: () => import('./imports') },
    { path: '/s/:shop/imports/feeds', scope: 'write_products', load: () => import('./feeds') },
    { path: '/s/:shop/imports/:import', scope: 'read_products', load: () => import('./import') },
  ],
} satisfies ScreenFolder;

import type { ScreenFolder } from '../../app/route';

export default {
  words: 'collections',
  routes: [
    { path: '/s/:shop/collections', load: () => import('./collections'), scope: 'read_products' },
    { path: '/s/:shop/collections/new', load: () => import('./new-collection'), scope: 'write_products' },
    { path: '/s/:shop/collections/:collection', load: () => import('./edit-collection'), scope: 'read_products' },
    { path: '/s/:shop/categories', load: () => import('./categories'), scope: 'read_products' },
    { path: '/s/:shop/attributes', load: () => import('./attributes'), scope: 'read_products' },
  ],
} satisfies ScreenFolder;

import type { ScreenFolder } from '../../app/route';

export default {
  words: 'products',
  routes: [
    { path: '/s/:shop/products', load: () => import('./list/products'), scope: 'read_products' },
    { path: '/s/:shop/products/new', load: () => import('./editor/new-product'), scope: 'write_products' },
    { path: '/s/:shop/products/edits', load: () => import('./list/edits'), scope: 'read_products' },
    { path: '/s/:shop/products/:product', load: () => import('./editor/edit-product'), scope: 'read_products' },
  ],
} satisfies ScreenFolder;

import type { ScreenFolder } from '../../app/route';

export default {
  words: ['agency-imports', 'console', 'imports'],
  routes: [
    { path: '/a/:agency/imports', load: () => import('./batches'), scope: 'read_products' },
    { path: '/a/:agency/imports/new', load: () => import('./new-batch'), scope: 'write_products' },
    { path: '/a/:agency/imports/:batch', load: () => import('./batch'), scope: 'read_products' },
  ],
} satisfies ScreenFolder;

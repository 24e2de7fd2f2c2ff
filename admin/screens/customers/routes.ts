import type { ScreenFolder } from '../../app/route';

export default {
  words: 'customers',
  routes: [
    { path: '/s/:shop/customers', scope: 'read_customers', load: () => import('./customers') },
    { path: '/s/:shop/customers/:customer', scope: 'read_customers', load: () => import('./customer') },
  ],
} satisfies ScreenFolder;

import type { ScreenFolder } from '../../app/route';

export default {
  words: 'sales',
  routes: [{ path: '/a/:agency/sales', load: () => import('./sales'), scope: 'read_orders' }],
} satisfies ScreenFolder;

import type { ScreenFolder } from '../../app/route';

export default {
  words: 'audit',
  routes: [
    { path: '/a/:agency/audit', load: () => import('./agency-audit'), scope: 'read_settings' },
    { path: '/s/:shop/audit', load: () => import('./shop-audit'), scope: 'read_settings' },
  ],
} satisfies ScreenFolder;

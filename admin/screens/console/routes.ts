import type { ScreenFolder } from '../../app/route';

export default {
  words: 'console',
  routes: [
    { path: '/a/:agency/shops', load: () => import('./shops') },
    { path: '/a/:agency/settings', load: () => import('./settings'), scope: 'read_settings' },
  ],
} satisfies ScreenFolder;

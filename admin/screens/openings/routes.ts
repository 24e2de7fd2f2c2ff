import type { ScreenFolder } from '../../app/route';

export default {
  words: ['openings', 'console'],
  routes: [
    { path: '/a/:agency/shops/new', load: () => import('./open-one'), scope: 'write_settings' },
    { path: '/a/:agency/shops/new-many', load: () => import('./open-many'), scope: 'write_settings' },
  ],
} satisfies ScreenFolder;

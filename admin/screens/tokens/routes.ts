import type { ScreenFolder } from '../../app/route';

export default {
  words: 'tokens',
  routes: [
    { path: '/a/:agency/tokens', load: () => import('./agency-tokens'), scope: 'read_settings' },
    { path: '/s/:shop/developers/tokens', load: () => import('./shop-tokens'), scope: 'read_settings' },
  ],
} satisfies ScreenFolder;

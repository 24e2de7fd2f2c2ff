import type { ScreenFolder } from '../../app/route';

export default {
  words: 'settings',
  routes: [
    { path: '/s/:shop/settings', scope: 'read_settings', load: () => import('./settings') },
    { path: '/s/:shop/settings/redirects', scope: 'read_products', load: () => import('./redirects') },
  ],
} satisfies ScreenFolder;

import type { ScreenFolder } from '../../app/route';

export default {
  words: 'home',
  routes: [{ path: '/s/:shop', load: () => import('./home') }],
} satisfies ScreenFolder;

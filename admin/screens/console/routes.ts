import type { ScreenFolder } from '../../app/route';

export default {
  words: 'console',
  routes: [{ path: '/a/:agency/shops', load: () => import('./shops') }],
} satisfies ScreenFolder;

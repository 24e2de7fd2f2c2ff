import type { ScreenFolder } from '../../app/route';

export default {
  words: 'people',
  routes: [
    { path: '/sign-in', plain: true, load: () => import('./sign-in') },
    { path: '/sign-up', plain: true, load: () => import('./sign-up') },
  ],
} satisfies ScreenFolder;

import type { ScreenFolder } from '../../app/route';

export default {
  words: 'people',
  routes: [
    { path: '/sign-in', plain: true, load: () => import('./sign-in') },
    { path: '/sign-up', plain: true, load: () => import('./sign-up') },
    { path: '/forgot', plain: true, load: () => import('./forgot') },
    { path: '/reset', plain: true, load: () => import('./reset') },
    { path: '/confirm', plain: true, load: () => import('./confirm') },
    { path: '/email', plain: true, load: () => import('./email') },
    { path: '/email/undo', plain: true, load: () => import('./email-undo') },
    { path: '/invitation', plain: true, load: () => import('./invitation') },
    { path: '/account', load: () => import('./account') },
    { path: '/a/:agency/people', scope: 'read_settings', load: () => import('./people-of-agency') },
    { path: '/s/:shop/people', scope: 'read_settings', load: () => import('./people-of-shop') },
  ],
} satisfies ScreenFolder;

import type { ScreenFolder } from '../../app/route';

export default {
  words: ['rollouts', 'console'],
  routes: [
    { path: '/a/:agency/rollouts', load: () => import('./rollouts'), scope: 'read_settings' },
    { path: '/a/:agency/rollouts/new', load: () => import('./new-rollout'), scope: 'write_settings' },
    { path: '/a/:agency/rollouts/:rollout', load: () => import('./rollout'), scope: 'read_settings' },
  ],
} satisfies ScreenFolder;

import type { ScreenFolder } from '../../app/route';

export default {
  words: 'payments',
  routes: [
    { path: '/s/:shop/payments', load: () => import('./overview/overview'), scope: 'read_payments' },
    { path: '/s/:shop/payments/methods', load: () => import('./methods/methods'), scope: 'read_payments' },
    { path: '/s/:shop/payments/ledger', load: () => import('./books/ledger'), scope: 'read_payments' },
    { path: '/s/:shop/payments/statements', load: () => import('./books/statements'), scope: 'read_payments' },
    { path: '/s/:shop/payments/differences', load: () => import('./books/differences'), scope: 'read_payments' },
    { path: '/s/:shop/payments/differences/:difference', load: () => import('./books/difference'), scope: 'read_payments' },
    { path: '/s/:shop/payments/disputes', load: () => import('./books/disputes'), scope: 'read_payments' },
    { path: '/s/:shop/payments/accounts/:account', load: () => import('./connect/account'), scope: 'read_payments' },
    { path: '/s/:shop/payments/connect/:provider', load: () => import('./connect/connect'), scope: 'write_payments' },
    { path: '/s/:shop/payments/onboarding/:provider', load: () => import('./onboarding/onboarding'), scope: 'read_payments' },
    { path: '/a/:agency/payments', load: () => import('./agency/payments'), scope: 'read_payments' },
    { path: '/a/:agency/payments/connect/:provider', load: () => import('./agency/connect'), scope: 'write_payments' },
    { path: '/a/:agency/payments/platforms/:platform', load: () => import('./agency/platform'), scope: 'read_payments' },
  ],
} satisfies ScreenFolder;

import { type Example, type ExamplesOfNoun, fresh, list } from './example.js';

const searchesOfAudit: Example[] = [
  () => ({ first: 5 }),
  ({ mark }) => ({ first: 5, query: mark }),
  (place) => ({ first: 5, actor: place.tenant.owner, mutation: 'productUpdate' }),
];

/** Mutations that take and return nothing of a tenant's. */
export const WITHOUT_TENANT: Readonly<Record<string, string>> = {
  'Mutation.signUp': 'makes a tenant',
  'Mutation.signIn': 'is held by a password',
  'Mutation.signOut': 'ends the session that it came with',
  'Mutation.viewerUpdate': "changes the caller's own account",
  'Mutation.passwordChange': 'the same, and is held by the password',
  'Mutation.passwordResetRequest': 'answers everybody alike',
  'Mutation.passwordReset': 'is held by the token of a mail: people.test.ts',
  'Mutation.emailConfirm': 'the same',
  'Mutation.emailConfirmationSend': "writes to the caller's own address",
  'Mutation.emailChange': "changes the caller's own account, and is held by the password",
  'Mutation.emailChangeSend': "writes to the address that waits in the caller's own account",
  'Mutation.emailChangeCancel': "changes the caller's own account",
  'Mutation.emailChangeConfirm': 'is held by the token of a mail: people.test.ts',
  'Mutation.emailChangeUndo': 'the same',
  'Mutation.twoFactorStart': "changes the caller's own account, and is held by the password",
  'Mutation.twoFactorConfirm': "changes the caller's own account",
  'Mutation.twoFactorDisable': 'the same, and is held by the password or a code',
  'Mutation.recoveryCodesRenew': 'the same, and is held by the password and a code',
  'Mutation.sessionEnd': "ends the caller's own: people.test.ts",
  'Mutation.sessionsEndOthers': 'the same',
  'Mutation.invitationAccept': 'is held by the token of a mail: people.test.ts',
};

/** Members, invitations, tokens, and what they did. */
export const people: ExamplesOfNoun = {
  subjects: {
    member: (place) => place.member(),
    invitation: (place) => place.invitation(),
    accessToken: (place) => place.accessToken(),
    savedView: (place) => place.savedView(),
  },
  inputs: {
    memberInvite: (place) => ({ email: `${fresh(place)}@example.com`, role: 'STAFF' }),
    memberUpdate: () => ({ role: 'READ_ONLY' }),
    accessTokenCreate: ({ mark }) => ({ name: mark, scopes: ['read_products'] }),
    savedViewCreate: (place) => ({ screen: 'ORDERS', name: fresh(place), query: `search=${place.mark}` }),
  },
  lookUps: {
    'Query.invitation': list(async (place) => ({ token: await place.invitationToken() })),
    'Shop.savedViews': list(async (place) => {
      await place.savedView();
      return { screen: 'ORDERS' };
    }),
    'Agency.auditLog': list(...searchesOfAudit),
    'Shop.auditLog': list(...searchesOfAudit),
  },
};

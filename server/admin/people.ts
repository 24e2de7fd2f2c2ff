import { z } from 'zod';
import type {
  MutationEmailChangeConfirmArgs,
  MutationEmailChangeUndoArgs,
  MutationEmailConfirmArgs,
  MutationPasswordResetArgs,
  Resolvers,
} from '#server/generated/admin.js';
import type { ChangedByLink } from '#server/graphql/audit.js';
import { openMutation } from '#server/graphql/mutations.js';
import type { AdminRequest } from '#server/graphql/request.js';
import {
  agencyId,
  type ChangedEmail,
  changeEmail,
  confirmEmail,
  PasswordReset,
  PasswordResetRequest,
  requestPasswordReset,
  resetPassword,
  SignIn,
  SignUp,
  signIn,
  signOut,
  signUp,
  undoEmailChange,
} from '#tenants/index.js';
import { countedCode, countedSignIn, countLink, countMail, countSignUp } from './attempts.js';
import { viewerOf } from './viewer.js';

/** A browser gets the session as a cookie that no script can read, and every other client as the answer's token. */
export function handed({ keepSession }: AdminRequest, token: string): string | null {
  if (!keepSession) return token;
  keepSession(token);
  return null;
}

const toldOf = ({ personId, before, after }: ChangedEmail): ChangedByLink => ({
  personId,
  changes: [{ field: 'email', before: JSON.stringify(before), after: JSON.stringify(after) }],
});

/** Coming in, and what somebody can do who cannot. */
export const peopleResolvers: Resolvers = {
  Mutation: {
    signUp: openMutation(SignUp, async (input, _args, request) => {
      await countSignUp(input.email, request.clientAddress);
      const { token, caller, agency } = await signUp(input, request.locale, request.client);
      request.comesIn(caller);
      return { viewer: await viewerOf(request), agency: request.openAgency(agencyId.encode(agency._id)), token: handed(request, token) };
    }),
    signIn: openMutation(SignIn, async (input, _args, request) => {
      const { token, caller } = await countedSignIn(input.email, request.clientAddress, () =>
        signIn(input, request.client, (attempt) => countedCode(input.email, attempt)),
      );
      request.comesIn(caller);
      return { viewer: await viewerOf(request), token: handed(request, token) };
    }),
    signOut: openMutation(z.object({}), async (_input, _args, request) => {
      await signOut(request.caller);
      request.keepSession?.(null);
      return {};
    }),
    passwordResetRequest: openMutation(PasswordResetRequest, async ({ email }, _args, request) => {
      await countMail(email, request.clientAddress);
      await requestPasswordReset(email, request.locale);
      return {};
    }),
    passwordReset: openMutation(PasswordReset, async ({ password }, { token }: MutationPasswordResetArgs, request) => {
      await countLink(request.clientAddress);
      const changed: ChangedByLink = { personId: await resetPassword(token, password) };
      return changed;
    }),
    emailConfirm: openMutation(z.object({}), async (_input, { token }: MutationEmailConfirmArgs, request) => {
      await countLink(request.clientAddress);
      await confirmEmail(token);
      return {};
    }),
    emailChangeConfirm: openMutation(z.object({}), async (_input, { token }: MutationEmailChangeConfirmArgs, request) => {
      await countLink(request.clientAddress);
      return toldOf(await changeEmail(token));
    }),
    emailChangeUndo: openMutation(z.object({}), async (_input, { token }: MutationEmailChangeUndoArgs, request) => {
      await countLink(request.clientAddress);
      return toldOf(await undoEmailChange(token));
    }),
  },
};

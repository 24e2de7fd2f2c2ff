import { z } from 'zod';
import { UserError } from '#platform/errors.js';
import type { MutationSessionEndArgs, Resolvers } from '#server/generated/admin.js';
import { openMutation } from '#server/graphql/mutations.js';
import type { AdminRequest } from '#server/graphql/request.js';
import {
  cancelEmailChange,
  changePassword,
  confirmTwoFactor,
  disableTwoFactor,
  EmailChange,
  endSession,
  endSessionsOf,
  findPerson,
  PasswordChange,
  type Person,
  provePassword,
  RecoveryCodesRenew,
  renewRecoveryCodes,
  requestEmailChange,
  requirePendingEmail,
  sendConfirmationAgain,
  sendEmailChangeAgain,
  startTwoFactor,
  TwoFactorConfirm,
  TwoFactorDisable,
  TwoFactorStart,
  updateViewer,
  ViewerChanges,
} from '#tenants/index.js';
import { countedCode, countedSignIn, countMail, countSignUp } from './attempts.js';
import { viewerOf } from './viewer.js';

async function personOf(request: AdminRequest): Promise<Person> {
  const person = await findPerson(request.person.personId);
  if (!person) throw new UserError('NOT_FOUND', 'The account does not exist any more');
  return person;
}

/** A password that is asked for again is guessed at as one at the sign-in is. */
const countedPassword = <Result>(person: Person, request: AdminRequest, attempt: () => Promise<Result>): Promise<Result> =>
  countedSignIn(person.email, request.clientAddress, attempt);

const NoInput = z.object({});

/** What a person changes of his own account. */
export const accountResolvers: Resolvers = {
  Mutation: {
    viewerUpdate: openMutation(ViewerChanges, async (input, _args, request) => {
      await updateViewer(request.person, input);
      return { viewer: await viewerOf(request) };
    }),
    passwordChange: openMutation(PasswordChange, async (input, _args, request) => {
      const person = await personOf(request);
      await countedPassword(person, request, () => changePassword(request.person, person, input));
      return { viewer: await viewerOf(request) };
    }),
    emailConfirmationSend: openMutation(NoInput, async (_input, _args, request) => {
      const person = await personOf(request);
      await countMail(person.email, request.clientAddress);
      await sendConfirmationAgain(person);
      return {};
    }),
    emailChange: openMutation(EmailChange, async ({ email, password }, _args, request) => {
      const person = await personOf(request);
      await countedPassword(person, request, () => provePassword(person, password));
      // Whether somebody has the address can be asked as often as by signing up, and no more.
      await countSignUp(email, request.clientAddress);
      await requestEmailChange(person, email);
      return { viewer: await viewerOf(request) };
    }),
    emailChangeSend: openMutation(NoInput, async (_input, _args, request) => {
      const person = await personOf(request);
      const pending = requirePendingEmail(person);
      await countMail(pending.email, request.clientAddress);
      await sendEmailChangeAgain(person, pending);
      return { viewer: await viewerOf(request) };
    }),
    emailChangeCancel: openMutation(NoInput, async (_input, _args, request) => {
      await cancelEmailChange(await personOf(request));
      return { viewer: await viewerOf(request) };
    }),
    twoFactorStart: openMutation(TwoFactorStart, async ({ password }, _args, request) => {
      const person = await personOf(request);
      const { secret, uri } = await countedPassword(person, request, () => startTwoFactor(person, password));
      return { secret, otpauthUri: uri };
    }),
    twoFactorConfirm: openMutation(TwoFactorConfirm, async ({ code }, _args, request) => {
      const recoveryCodes = await confirmTwoFactor(await personOf(request), code);
      return { recoveryCodes, viewer: await viewerOf(request) };
    }),
    twoFactorDisable: openMutation(TwoFactorDisable, async (input, _args, request) => {
      const person = await personOf(request);
      const disable = () => disableTwoFactor(person, input);
      // By the one or by the other: a password that is guessed at here keeps nobody from the codes of the sign-in.
      await (input.password ? countedPassword(person, request, disable) : countedCode(person.email, disable));
      return { viewer: await viewerOf(request) };
    }),
    recoveryCodesRenew: openMutation(RecoveryCodesRenew, async ({ password, code }, _args, request) => {
      const person = await personOf(request);
      await countedPassword(person, request, () => provePassword(person, password));
      const recoveryCodes = await countedCode(person.email, () => renewRecoveryCodes(person, code));
      return { recoveryCodes, viewer: await viewerOf(request) };
    }),
    sessionEnd: openMutation(NoInput, async (_input, { session }: MutationSessionEndArgs, request) => {
      await endSession(request.person, session);
      return { viewer: await viewerOf(request) };
    }),
    sessionsEndOthers: openMutation(NoInput, async (_input, _args, request) => {
      await endSessionsOf(request.person.personId, request.person.sessionId);
      return { viewer: await viewerOf(request) };
    }),
  },
};

import { z } from 'zod';
import type { Resolvers } from '#server/generated/admin.js';
import { openMutation } from '#server/graphql/mutations.js';
import type { AdminRequest } from '#server/graphql/request.js';
import {
  type AccessToken,
  accessTokenId,
  agencyId,
  type Caller,
  findPerson,
  getAccessToken,
  type Person,
  personId,
  SignIn,
  SignUp,
  shopId,
  signIn,
  signOut,
  signUp,
} from '#tenants/index.js';
import { countedSignIn, countSignUp } from './attempts.js';

/** Who is asking, as `viewer` shows him. */
export type Came = { caller: Caller & { kind: 'person' }; person: Person } | { caller: Caller & { kind: 'app' }; token: AccessToken };

async function viewer(request: AdminRequest): Promise<Came | null> {
  const { caller } = request;
  if (caller.kind === 'person') {
    const person = await findPerson(caller.personId);
    return person && { caller, person };
  }
  const { context } = caller.shopId ? await request.openShop(null) : request.openAgency(null);
  return { caller, token: await getAccessToken(context, accessTokenId.encode(caller.tokenId)) };
}

/** A browser gets the session as a cookie that no script can read, and every other client as the answer's token. */
function handed({ keepSession }: AdminRequest, token: string): string | null {
  if (!keepSession) return token;
  keepSession(token);
  return null;
}

export const peopleResolvers: Resolvers = {
  Query: { viewer: (_root, _args, request) => viewer(request) },
  Mutation: {
    signUp: openMutation(SignUp, async (input, _args, request) => {
      await countSignUp(input.email, request.clientAddress);
      const { token, caller, agency } = await signUp(input, request.locale);
      request.comesIn(caller);
      return { viewer: await viewer(request), agency: request.openAgency(agencyId.encode(agency._id)), token: handed(request, token) };
    }),
    signIn: openMutation(SignIn, async (input, _args, request) => {
      const { token, caller } = await countedSignIn(input.email, request.clientAddress, () => signIn(input));
      request.comesIn(caller);
      return { viewer: await viewer(request), token: handed(request, token) };
    }),
    signOut: openMutation(z.object({}), async (_input, _args, request) => {
      await signOut(request.caller);
      request.keepSession?.(null);
      return {};
    }),
  },
  Viewer: {
    id: (came) => ('person' in came ? personId.encode(came.person._id) : accessTokenId.encode(came.token._id)),
    kind: (came) => ('person' in came ? 'PERSON' : 'APP'),
    name: (came) => ('person' in came ? came.person.name : came.token.name),
    email: (came) => ('person' in came ? came.person.email : null),
    agencies: ({ caller }, _args, request) =>
      reachOf(caller)
        .filter((one) => one.shopId === null)
        .map((one) => request.openAgency(agencyId.encode(one.agencyId))),
    shops: ({ caller }, _args, request) =>
      Promise.all(reachOf(caller).flatMap((one) => (one.shopId ? [request.openShop(shopId.encode(one.shopId))] : []))),
  },
};

const reachOf = (caller: Caller) => (caller.kind === 'person' ? caller.memberships : [caller]);

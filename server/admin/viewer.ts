import type { Resolvers } from '#server/generated/admin.js';
import type { AdminRequest } from '#server/graphql/request.js';
import {
  type AccessToken,
  accessTokenId,
  agencyId,
  type Caller,
  findPerson,
  getAccessToken,
  listSessions,
  type Person,
  type PersonCaller,
  pendingEmail,
  personId,
  sessionId,
  shopId,
} from '#tenants/index.js';
import { deviceOf } from './devices.js';

/** Who is asking, as `viewer` shows him. */
export type Came = { caller: PersonCaller; person: Person } | { caller: Caller & { kind: 'app' }; token: AccessToken };

export async function viewerOf(request: AdminRequest): Promise<Came | null> {
  const { caller } = request;
  if (caller.kind === 'person') {
    const person = await findPerson(caller.personId);
    return person && { caller, person };
  }
  const { context } = caller.shopId ? await request.openShop(null) : request.openAgency(null);
  return { caller, token: await getAccessToken(context, accessTokenId.encode(caller.tokenId)) };
}

const reachOf = (caller: Caller) => (caller.kind === 'person' ? caller.memberships : [caller]);

export const viewerResolvers: Resolvers = {
  Query: { viewer: (_root, _args, request) => viewerOf(request) },
  Viewer: {
    id: (came) => ('person' in came ? personId.encode(came.person._id) : accessTokenId.encode(came.token._id)),
    kind: (came) => ('person' in came ? 'PERSON' : 'APP'),
    name: (came) => ('person' in came ? came.person.name : came.token.name),
    email: (came) => ('person' in came ? came.person.email : null),
    locale: (came) => ('person' in came ? came.person.locale : null),
    emailConfirmed: (came) => ('person' in came ? Boolean(came.person.emailConfirmedAt) : null),
    pendingEmail: (came) => ('person' in came ? pendingEmail(came.person) : null),
    twoFactor: (came) =>
      'person' in came ? { enabled: Boolean(came.person.twoFactor), recoveryCodesLeft: came.person.twoFactor?.recovery.length ?? 0 } : null,
    sessions: (came) => ('person' in came ? listSessions(came.person._id) : []),
    agencies: ({ caller }, _args, request) =>
      reachOf(caller)
        .filter((one) => one.shopId === null)
        .map((one) => request.openAgency(agencyId.encode(one.agencyId))),
    shops: ({ caller }, _args, request) =>
      Promise.all(reachOf(caller).flatMap((one) => (one.shopId ? [request.openShop(shopId.encode(one.shopId))] : []))),
  },
  Session: {
    id: ({ _id }) => sessionId.encode(_id),
    device: ({ userAgent }) => deviceOf(userAgent ?? ''),
    address: ({ address }) => address ?? '',
    lastSeenAt: ({ lastSeenAt, createdAt }) => lastSeenAt ?? createdAt, // a session may be older than these
    current: ({ _id }, _args, { caller }) => caller.kind === 'person' && caller.sessionId.equals(_id),
  },
};

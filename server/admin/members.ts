import { z } from 'zod';
import { UserError } from '#platform/errors.js';
import type {
  MutationInvitationAcceptArgs,
  MutationInvitationRevokeArgs,
  MutationMemberRemoveArgs,
  MutationMemberUpdateArgs,
  Resolvers,
} from '#server/generated/admin.js';
import { agencyMutation, openMutation } from '#server/graphql/mutations.js';
import type { AdminRequest } from '#server/graphql/request.js';
import {
  type AgencyContext,
  acceptInvitation,
  agencyId,
  findOffer,
  findPerson,
  type Invitation,
  invitationId,
  inviteMember,
  listInvitations,
  listMembers,
  MemberInvite,
  MemberUpdate,
  memberId,
  NewMember,
  removeMember,
  revokeInvitation,
  rolesToGive,
  type ShopContext,
  shopId,
  signUpToJoin,
  updateMember,
} from '#tenants/index.js';
import { countInvitation, countLink, countSignUp } from './attempts.js';
import { handed } from './people.js';
import { viewerOf } from './viewer.js';

/** The mutations below take either. */
type Where = AgencyContext | ShopContext;

const lists: Pick<NonNullable<Resolvers['Agency']>, 'members' | 'invitations' | 'rolesToGive'> &
  Pick<NonNullable<Resolvers['Shop']>, 'members' | 'invitations' | 'rolesToGive'> = {
  members: ({ context }: { context: Where }) => listMembers(context),
  invitations: ({ context }: { context: Where }) => listInvitations(context),
  rolesToGive: async ({ context }: { context: Where }) => [...(await rolesToGive(context))],
};

/** A person joins as himself; whoever has not signed in signs up. */
async function joining(
  request: AdminRequest,
  token: string,
  given: { name?: string | null | undefined; password?: string | null | undefined },
) {
  const caller = request.signedIn && request.caller.kind === 'person' ? request.caller : null;
  const person = caller && (await findPerson(caller.personId));
  if (caller && person) {
    const joined = await acceptInvitation(token, caller, person);
    request.comesIn(joined.caller);
    return { invitation: joined.invitation, token: null };
  }
  const input = NewMember.parse(given);
  const offer = await findOffer(token);
  if (offer?.hasAccount) throw new UserError('EMAIL_TAKEN', `${offer.email} has an account: sign in to accept the invitation`);
  if (offer) await countSignUp(offer.email, request.clientAddress);
  const joined = await signUpToJoin(token, input, request.locale, request.client);
  request.comesIn(joined.caller);
  return { invitation: joined.invitation, token: handed(request, joined.token) };
}

const ofPlace = async ({ agencyId: agency, shopId: shop }: Invitation, request: AdminRequest) => ({
  agency: shop ? null : request.openAgency(agencyId.encode(agency)),
  shop: shop ? await request.openShop(shopId.encode(shop)) : null,
});

export const memberResolvers: Resolvers = {
  Query: {
    invitation: async (_root, { token }) => {
      const offer = await findOffer(token);
      return offer && { ...offer, agencyName: offer.agency, shopName: offer.shop };
    },
  },
  Mutation: {
    memberInvite: agencyMutation(MemberInvite, async (where: Where, input) => {
      await countInvitation(input.email, where.agencyId.toHexString());
      return { invitation: await inviteMember(where, input) };
    }),
    memberUpdate: agencyMutation(MemberUpdate, async (where: Where, { role }, { member }: MutationMemberUpdateArgs) => ({
      member: await updateMember(where, member, role),
    })),
    memberRemove: agencyMutation(z.object({}), async (where: Where, _input, { member }: MutationMemberRemoveArgs) => ({
      member: await removeMember(where, member),
    })),
    invitationRevoke: agencyMutation(z.object({}), async (where: Where, _input, { invitation }: MutationInvitationRevokeArgs) => ({
      invitation: await revokeInvitation(where, invitation),
    })),
    invitationAccept: openMutation(
      z.object({ name: z.string().nullish(), password: z.string().nullish() }),
      async (input, { token }: MutationInvitationAcceptArgs, request) => {
        await countLink(request.clientAddress);
        const { invitation, token: session } = await joining(request, token, input);
        return { ...(await ofPlace(invitation, request)), viewer: await viewerOf(request), token: session };
      },
    ),
  },
  Agency: lists,
  Shop: lists,
  Member: {
    id: ({ membership }) => memberId.encode(membership._id),
    name: ({ person }) => person.name,
    email: ({ person }) => person.email,
    role: ({ membership }) => membership.role,
    twoFactorEnabled: ({ person }) => Boolean(person.twoFactor),
    createdAt: ({ membership }) => membership.createdAt,
    isViewer: ({ person }, _args, { caller }) => caller.kind === 'person' && caller.personId.equals(person._id),
  },
  Invitation: { id: ({ _id }) => invitationId.encode(_id) },
};

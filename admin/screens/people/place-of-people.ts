import type { PeopleOfAgencyQuery } from '../../generated/graphql';

/** An agency or a shop, as far as its people go. */
export type PlaceOfPeople = Pick<NonNullable<PeopleOfAgencyQuery['agency']>, 'rolesToGive' | 'members' | 'invitations'>;
export type MemberOf = PlaceOfPeople['members'][number];
export type InvitationOf = PlaceOfPeople['invitations'][number];

/** As the mutations name it. */
export type Where = { agency: string } | { shop: string };

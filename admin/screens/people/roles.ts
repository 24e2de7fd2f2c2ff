import type { Role } from '../../generated/graphql';

const FROM_THE_TOP: readonly Role[] = ['OWNER', 'MANAGER', 'STAFF', 'READ_ONLY'];

/** What a member's role can be changed to by somebody who may give these: nobody raises himself. */
export function rolesFor({ role, isViewer }: { role: Role; isViewer: boolean }, given: readonly Role[]): readonly Role[] {
  return isViewer ? given.filter((one) => FROM_THE_TOP.indexOf(one) >= FROM_THE_TOP.indexOf(role)) : given;
}

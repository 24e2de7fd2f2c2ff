/** What a token may be given. `write_x` includes reading x. */
export const SCOPES = [
  'read_products',
  'write_products',
  'read_inventory',
  'write_inventory',
  'read_orders',
  'write_orders',
  'read_payments',
  'write_payments',
  'read_customers',
  'write_customers',
  'read_settings',
  'write_settings',
] as const;
export type Scope = (typeof SCOPES)[number];

export const ROLES = ['OWNER', 'MANAGER', 'STAFF', 'READ_ONLY'] as const;
export type Role = (typeof ROLES)[number];

const reads = SCOPES.filter((scope) => scope.startsWith('read_'));

/** Who may do what. One plain table; the doors ask it through `allows`. */
const ROLE_SCOPES: Readonly<Record<Role, readonly Scope[]>> = {
  OWNER: SCOPES,
  MANAGER: SCOPES,
  STAFF: [...reads, 'write_products', 'write_inventory', 'write_orders', 'write_customers'],
  READ_ONLY: reads,
};

/**
 * Which roles whoever has this one may give to people and take from them. An app with `write_settings` may give
 * those of a manager whose scopes its token has all of: only owners make owners, and nobody is given more than the app may do itself.
 */
const ROLES_TO_GIVE: Readonly<Record<Role, readonly Role[]>> = {
  OWNER: ROLES,
  MANAGER: ['MANAGER', 'STAFF', 'READ_ONLY'],
  STAFF: [],
  READ_ONLY: [],
};

export const rolesGivenBy = (role: Role): readonly Role[] => ROLES_TO_GIVE[role];

/** The one that may do the most; null for none. */
export const highestOf = (roles: readonly Role[]): Role | null => ROLES.find((role) => roles.includes(role)) ?? null;

/** Whether somebody with the second role could do more than with the first. */
export const raises = (from: Role, to: Role): boolean => ROLES.indexOf(to) < ROLES.indexOf(from);

export const scopesOf = (role: Role): readonly Scope[] => ROLE_SCOPES[role];

export function allows(granted: readonly Scope[], needed: Scope): boolean {
  return granted.includes(needed) || (needed.startsWith('read_') && granted.includes(needed.replace('read_', 'write_') as Scope));
}

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

export const scopesOf = (role: Role): readonly Scope[] => ROLE_SCOPES[role];

export function allows(granted: readonly Scope[], needed: Scope): boolean {
  return granted.includes(needed) || (needed.startsWith('read_') && granted.includes(needed.replace('read_', 'write_') as Scope));
}

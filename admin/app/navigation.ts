import type { Scope } from '../generated/graphql';
import type { IconName } from '../ui/icon';
import type frame from '../words/words.en';

export interface NavigationEntry {
  /** Below the shop's or agency's own address. */
  to: string;
  /** What else belongs to it. */
  also?: readonly string[];
  label: keyof (typeof frame)['navigation'];
  icon: IconName;
  scope?: Scope;
}

/** Whether somebody who holds these scopes may go there. */
export const mayEnter = ({ scope }: { scope?: Scope }, held: readonly string[]): boolean =>
  !scope || held.includes(scope) || held.includes(scope.replace('read_', 'write_'));

/** What a shop's navigation shows, from the top. */
export const SHOP_NAVIGATION: readonly NavigationEntry[] = [
  { to: '', label: 'home', icon: 'home' },
  { to: '/orders', label: 'orders', icon: 'orders', scope: 'read_orders' },
  { to: '/products', also: ['/categories', '/attributes'], label: 'products', icon: 'products', scope: 'read_products' },
  { to: '/collections', label: 'collections', icon: 'collections', scope: 'read_products' },
  { to: '/inventory', label: 'inventory', icon: 'inventory', scope: 'read_inventory' },
  { to: '/customers', label: 'customers', icon: 'customers', scope: 'read_customers' },
  { to: '/imports', label: 'imports', icon: 'imports', scope: 'read_products' },
  { to: '/payments', label: 'payments', icon: 'payments', scope: 'read_payments' },
  { to: '/notifications', label: 'notifications', icon: 'notifications', scope: 'read_orders' },
  { to: '/people', label: 'people', icon: 'people', scope: 'read_settings' },
  { to: '/developers', label: 'developers', icon: 'developers', scope: 'read_orders' },
  { to: '/audit', label: 'audit', icon: 'audit', scope: 'read_settings' },
  { to: '/settings', label: 'settings', icon: 'settings', scope: 'read_settings' },
];

/** What an agency's navigation shows, from the top. */
export const AGENCY_NAVIGATION: readonly NavigationEntry[] = [
  { to: '/shops', label: 'shops', icon: 'shops' },
  { to: '/orders', label: 'orders', icon: 'orders', scope: 'read_orders' },
  { to: '/sales', label: 'sales', icon: 'sales', scope: 'read_orders' },
  { to: '/imports', label: 'imports', icon: 'imports', scope: 'read_products' },
  { to: '/rollouts', label: 'rollouts', icon: 'rollouts', scope: 'read_settings' },
  { to: '/payments', label: 'payments', icon: 'payments', scope: 'read_payments' },
  { to: '/people', label: 'people', icon: 'people', scope: 'read_settings' },
  { to: '/tokens', label: 'tokens', icon: 'tokens', scope: 'read_settings' },
  { to: '/developers', label: 'developers', icon: 'developers', scope: 'read_orders' },
  { to: '/audit', label: 'audit', icon: 'audit', scope: 'read_settings' },
  { to: '/settings', label: 'settings', icon: 'settings', scope: 'read_settings' },
];

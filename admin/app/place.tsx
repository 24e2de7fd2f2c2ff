import { createContext, use } from 'react';
import type { PlaceOfAgencyQuery, PlaceOfShopQuery, Scope } from '../generated/graphql';

export type ShopPlace = NonNullable<PlaceOfShopQuery['shop']>;
export type AgencyPlace = NonNullable<PlaceOfAgencyQuery['agency']>;

export const ShopContext = createContext<ShopPlace | null>(null);
export const AgencyContext = createContext<AgencyPlace | null>(null);

/** The shop of the page: whose it is, its money, language and time zone, and what the person may do there. */
export function useShop(): ShopPlace {
  const shop = use(ShopContext);
  if (!shop) throw new Error('useShop stands outside of a shop');
  return shop;
}

/** The agency of the page. */
export function useAgency(): AgencyPlace {
  const agency = use(AgencyContext);
  if (!agency) throw new Error('useAgency stands outside of an agency');
  return agency;
}

/** Whether the person may do this here: decides what is shown. The server decides what is allowed. */
export function useMay(): (scope: Scope) => boolean {
  const held = (use(ShopContext) ?? use(AgencyContext))?.viewerScopes ?? [];
  return (scope) => held.includes(scope) || held.includes(scope.replace('read_', 'write_') as Scope);
}

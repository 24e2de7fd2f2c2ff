import { graphql } from '../generated';

/** The shop that an address names, and what the person may do there. */
export const PlaceOfShop = graphql(`
  query PlaceOfShop($shop: ID!) {
    shop(id: $shop) {
      id
      name
      handle
      mode
      status
      currency
      locale
      timezone
      viewerScopes
      agency {
        id
        name
      }
    }
  }
`);

/** The agency that an address names. */
export const PlaceOfAgency = graphql(`
  query PlaceOfAgency($agency: ID!) {
    agency(id: $agency) {
      id
      name
      viewerScopes
    }
  }
`);

import { graphql } from '../../generated';

/** What the sections show, and what saving one answers. */
graphql(`
  fragment SettingsOfShop on ShopSettings {
    tax {
      mode
      rate
      shipping
    }
    taxClasses {
      id
      title
      rate
    }
    shippingMethods {
      id
      title
      price {
        amount
        currency
      }
      freeFrom {
        amount
        currency
      }
      countries
    }
    merchantEmail
    orderExpiryMinutes
    lowStock
    handles
  }
`);

export const SettingsDocument = graphql(`
  query Settings($shop: ID!) {
    shop(id: $shop) {
      id
      name
      handle
      mode
      status
      currency
      locale
      timezone
      updatedAt
      settings {
        ...SettingsOfShop
      }
    }
  }
`);

export const SaveSettings = graphql(`
  mutation SaveSettings($shop: ID!, $input: ShopUpdateInput!) {
    shopUpdate(shop: $shop, input: $input) {
      shop {
        id
        name
        locale
        timezone
        updatedAt
        settings {
          ...SettingsOfShop
        }
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const CloseShop = graphql(`
  mutation CloseShop($shop: ID!) {
    shopClose(shop: $shop) {
      shop {
        id
        status
        updatedAt
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

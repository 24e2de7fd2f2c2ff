import { NewShop, openShop } from '#commerce/openings/index.js';
import { createAccessToken, SCOPES, shopId, shopOfAgency } from '#tenants/index.js';
import { aMark, type Tenant } from '../tenants.js';
import { booksOn } from './books.js';
import { catalogOn } from './catalog.js';
import { Ground } from './ground.js';
import { importsOn } from './imports.js';
import { onboardingsOn } from './onboardings.js';
import { ordersOn } from './orders.js';
import { paymentsOn } from './payments.js';
import { peopleOn } from './people.js';
import { shopsOn } from './shops.js';

type Things = ReturnType<typeof thingsOn>;

/** One shop and what is in it: each thing is made when it is asked for, once, and answered as the API names it. */
export interface Place extends Ground, Things {
  /** With one of everything. */
  fill(): Promise<Place>;
}

/** A shop of this tenant, still empty. */
export async function aPlace(tenant: Tenant): Promise<Place> {
  const mark = aMark();
  const shop = await openShop(tenant.agency, NewShop.parse({ name: mark, handle: mark, currency: 'CNY', locale: 'en', tags: [mark] }));
  const context = await shopOfAgency(tenant.agency, shopId.encode(shop._id));
  const { secret } = await createAccessToken(context, SCOPES, { name: mark, scopes: [...SCOPES] });
  return placeOn(new Ground(tenant, mark, context, secret));
}

function placeOn(ground: Ground): Place {
  const place: Place = Object.assign(ground, thingsOn(ground), { fill: () => filled(place) });
  return place;
}

function thingsOn(ground: Ground) {
  const catalog = catalogOn(ground);
  const orders = ordersOn(ground, catalog);
  const payments = paymentsOn(ground, orders);
  return {
    ...catalog,
    ...orders,
    ...payments,
    ...booksOn(ground, payments),
    ...onboardingsOn(ground, payments),
    ...importsOn(ground),
    ...peopleOn(ground, catalog),
    ...shopsOn(ground),
  };
}

async function filled(place: Place): Promise<Place> {
  await place.collection();
  await place.media();
  await place.bulkEdit();
  await place.ruledCollection();
  await place.payment();
  await place.paymentOnboarding();
  await place.tenant.standIn();
  await place.refund();
  await place.dispute();
  await place.ledgerEntry();
  await place.reconciliation();
  await place.difference();
  await place.paymentMethods();
  await place.fulfillment();
  await place.shippingUpload();
  await place.accessToken();
  await place.member();
  await place.invitation();
  await place.tenant.invitation();
  await place.savedView();
  await place.import();
  await place.rollout();
  await place.redirect();
  await place.importMapping();
  await place.feed();
  await place.lowStock();
  await place.cart();
  await place.auditEntry();
  await place.settle();
  return place;
}

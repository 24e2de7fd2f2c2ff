import { wholeApplication } from '#tests/support/platforms.js';
import { aStripeKey } from '#tests/support/stripe.js';
import type { Place } from './tenants.js';

type Args = Record<string, unknown>;
type Example = (place: Place) => Promise<unknown> | unknown;

const price = { amount: '12', currency: 'CNY' };
let count = 0;
const fresh = (place: Place): string => `${place.mark}-${++count}`;
const newShop = (place: Place) => ({ name: place.mark, handle: fresh(place), currency: 'CNY', locale: 'en', timezone: 'UTC' });
const newVariant = async (place: Place) => ({ sku: fresh(place), price, imageUpload: await place.pictureUpload() });

/** What an argument of this name is given, whatever field takes it; or what this one mutation is given. */
export const SUBJECTS: Readonly<Record<string, Example>> = {
  agency: ({ tenant }) => tenant.id,
  shop: ({ id }) => id,
  shops: ({ id }) => [id],
  product: (place) => place.product(),
  collection: (place) => place.collection(),
  category: (place) => place.emptyCategory(),
  attributeDefinition: (place) => place.attributeDefinition(),
  order: (place) => place.order(),
  'refundCreate order': (place) => place.paidOrder(),
  paymentAccount: (place) => place.paymentAccount(),
  'paymentAccountEnable paymentAccount': (place) => place.disabledAccount(),
  shippingUpload: (place) => place.shippingUpload(),
  payment: (place) => place.payment(),
  paymentPlatform: ({ tenant }) => tenant.paymentPlatform(),
  mode: () => 'TEST',
  paymentOnboarding: (place) => place.paymentOnboarding(),
  'paymentOnboardingLink paymentOnboarding': (place) => place.application(),
  'paymentOnboardingResume paymentOnboarding': (place) => place.disabledApplication(),
  'paymentOnboardingResubmit paymentOnboarding': (place) => place.rejectedApplication(),
  'paymentCapture payment': (place) => place.authorizedPayment(),
  accessToken: (place) => place.accessToken(),
  import: (place) => place.import(),
  location: (place) => place.spareLocation(),
  rollout: (place) => place.rollout(),
  redirect: (place) => place.redirect(),
  'importUndo import': (place) => place.endedImport(),
  importBatch: (place) => place.importBatch(),
  importMapping: (place) => place.importMapping(),
  upload: (place) => place.upload(),
  mapping: (place) => place.importMapping(),
  format: () => 'AUTO',
  columns: () => null,
  feed: (place) => place.feed(),
  notification: (place) => place.notification(),
  savedView: (place) => place.savedView(),
  bulkEdit: (place) => place.bulkEdit(),
  member: (place) => place.member(),
  invitation: (place) => place.invitation(),
  difference: (place) => place.difference(),
};

/** The same in the shop API, where what a shopper may see is held by a token. */
export const SHOPPERS_SUBJECTS: Readonly<Record<string, Example>> = {
  cart: (place) => place.cart(),
  order: async (place) => {
    await place.paymentAccount();
    return place.orderToken();
  },
};

/** The inputs of mutations, by the mutation's name. Every id that the input may name is tried: see UNTRIED. */
export const INPUTS: Readonly<Record<string, Example>> = {
  accessTokenCreate: ({ mark }) => ({ name: mark, scopes: ['read_products'] }),
  memberInvite: (place) => ({ email: `${fresh(place)}@example.com`, role: 'STAFF' }),
  memberUpdate: () => ({ role: 'READ_ONLY' }),
  shopCreate: (place) => ({ ...newShop(place), blueprint: place.id }),
  shopsCreate: (place) => ({ blueprint: place.id, shops: [newShop(place)] }),
  agencyUpdate: ({ tenant }) => ({ name: `${tenant.mark} changed` }),
  shopsUpdate: ({ id, mark }) => ({ shops: [id], tagsAdd: [`${mark} more`] }),
  shopUpdate: ({ mark }) => ({ name: `${mark} changed`, settings: { shippingMethods: [{ id: 'courier', title: mark, price }] } }),
  blueprintApply: async (place) => ({ blueprint: await place.otherShop('CNY') }),
  productCreate: async (place) => ({
    title: place.mark,
    categories: [await place.category()],
    media: [{ upload: await place.pictureUpload() }],
    variants: [await newVariant(place)],
  }),
  productUpdate: async (place) => ({
    title: `${place.mark} changed`,
    categories: [await place.category()],
    media: [{ upload: await place.pictureUpload() }],
    variants: [{ id: await place.variant(), price, imageUpload: await place.pictureUpload() }],
  }),
  productsCreate: async (place) => ({
    products: [
      {
        title: place.mark,
        categories: [await place.category()],
        media: [{ upload: await place.pictureUpload() }],
        variants: [await newVariant(place)],
      },
    ],
  }),
  productsSet: async (place) => ({
    products: [
      {
        handle: fresh(place),
        title: place.mark,
        categories: [await place.category()],
        media: [{ upload: await place.pictureUpload() }],
        variants: [await newVariant(place)],
      },
    ],
  }),
  productsUpdate: async (place) => ({
    products: [
      {
        product: await place.product(),
        title: `${place.mark} changed`,
        categories: [await place.category()],
        media: [{ upload: await place.pictureUpload() }],
        variants: [{ id: await place.variant(), price, imageUpload: await place.pictureUpload() }],
      },
    ],
  }),
  collectionCreate: async (place) => ({ title: fresh(place), products: [await place.product()] }),
  collectionUpdate: async (place) => ({ title: `${place.mark} changed`, products: [await place.product()] }),
  collectionProductsAdd: async (place) => ({ products: [await place.product()] }),
  collectionProductsRemove: async (place) => ({ products: [await place.product()] }),
  collectionProductMove: async (place) => ({ product: await place.product(), after: await place.product() }),
  locationCreate: ({ mark }) => ({ name: mark }),
  locationUpdate: ({ mark }) => ({ name: `${mark} changed` }),
  redirectCreate: async (place) => ({ path: `/${fresh(place)}`, product: await place.product() }),
  redirectsCreate: async (place) => ({
    redirects: [
      { path: `/${fresh(place)}`, product: await place.product() },
      { path: `/${fresh(place)}`, collection: await place.collection() },
    ],
  }),
  categoryCreate: async (place) => ({ title: fresh(place), parent: await place.category() }),
  categoryUpdate: async (place) => ({ title: `${place.mark} changed`, parent: await place.category() }),
  attributeDefinitionCreate: (place) => ({ name: fresh(place) }),
  attributeDefinitionUpdate: ({ mark }) => ({ name: `${mark} changed` }),
  feedCreate: ({ mark }) => ({ url: `https://example.com/${mark}.csv`, everyHours: 24 }),
  feedUpdate: ({ mark }) => ({ url: `https://example.com/${mark}/changed.csv` }),
  inventorySet: async (place) => ({ variant: await place.variant(), location: await place.location(), available: 5 }),
  inventorySetBulk: async (place) => ({
    levels: [{ variant: await place.variant(), location: await place.location(), available: 6 }],
  }),
  inventoryAdjust: async (place) => ({
    variant: await place.variant(),
    location: await place.location(),
    delta: 1,
    reason: place.mark,
    idempotencyKey: fresh(place),
  }),
  orderCancel: ({ mark }) => ({ reason: mark }),
  orderSandboxPay: () => ({ provider: 'MANUAL' }),
  ordersFulfill: async (place) => ({ orders: [await place.order()] }),
  savedViewCreate: (place) => ({ screen: 'ORDERS', name: fresh(place), query: `search=${place.mark}` }),
  notificationTest: () => ({ template: 'order-paid', locale: 'en' }),
  orderFulfill: async (place) => ({ lines: [{ line: await place.orderLine(), quantity: 1 }] }),
  orderMarkPaid: (place) => ({ reference: place.mark, idempotencyKey: fresh(place) }),
  paymentMethodsUpdate: ({ mark }) => ({ methods: [{ provider: 'MANUAL', enabled: true, title: mark }] }),
  paymentCapture: (place) => ({ idempotencyKey: fresh(place) }),
  paymentPlatformConnect: () => ({ stripe: { secretKey: aStripeKey(), commission: '0.6' } }),
  paymentPlatformUpdate: ({ mark }) => ({ stripe: { publishableKey: `pk_live_${mark}`, commission: '1.5' } }),
  paymentOnboardingStart: async (place) => {
    await place.tenant.serviceProvider();
    return { wechatPay: wholeApplication(await place.document(), place.mark) };
  },
  paymentOnboardingResubmit: async (place) => ({ wechatPay: wholeApplication(await place.document(), place.mark) }),
  refundCreate: async (place) => ({
    amount: { amount: '1', currency: 'CNY' },
    lines: [{ line: await place.orderLine(), quantity: 1 }],
    payment: await place.capturedPayment(),
    reason: place.mark,
    idempotencyKey: fresh(place),
  }),
  paymentAccountConnect: ({ mark }) => ({ manual: { instructions: mark } }),
  paymentAccountUpdate: ({ mark }) => ({ manual: { instructions: `${mark} changed` } }),
  uploadCreate: ({ mark }) => ({ filename: `${mark}.csv`, contentType: 'text/csv', bytes: 10 }),
  catalogImportStart: async (place) => ({ upload: await place.upload(), mapping: await place.importMapping() }),
  importMappingCreate: ({ mark }) => ({ name: mark, columns: [{ name: mark, field: 'title' }] }),
  importMappingUpdate: ({ mark }) => ({ name: `${mark} changed` }),

  differenceResolve: ({ mark }) => ({ action: 'ACCEPT', note: mark }),
  catalogExport: ({ mark }) => ({ format: 'SHOPIFY', query: mark }),

  cartCreate: async (place) => ({ lines: [{ variant: await place.variant(), quantity: 1 }] }),
  cartLinesAdd: async (place) => ({ lines: [{ variant: await place.variant(), quantity: 1 }] }),
  cartLinesUpdate: async (place) => ({ lines: [{ variant: await place.variant(), quantity: 3 }] }),
  cartLinesRemove: async (place) => ({ variants: [await place.variant()] }),
  checkoutComplete: ({ mark }) => ({
    email: `${mark}@example.com`,
    shippingAddress: { name: mark, country: 'CN', line1: mark },
    shippingMethod: 'standard',
  }),
  paymentStart: () => ({ provider: 'MANUAL' }),
  paymentProofSubmit: async (place) => ({ payment: await place.payment(), reference: place.mark }),
};

/** Ids in an input that are no tenant's, or that the field cannot take. */
export const UNTRIED: Readonly<Record<string, string>> = {
  'redirectCreate RedirectCreateInput.collection': 'one of the two is taken; redirectsCreate tries both',
  'FeedCreateInput.mapping': "is looked for among those of the shop's own agency whenever the feed is fetched",
  'FeedUpdateInput.mapping': 'the same',
  'ShippingMethodInput.id': "the merchant's own short name, unique in his shop alone",
  'Cart.cost shippingMethod': 'the same',
  'TaxClassInput.id': 'the same',
  'productCreate VariantInput.id': 'a new product has no variant yet',
  'productsCreate VariantInput.id': 'a new product has no variant yet',
  'productsSet VariantInput.id': 'as in productUpdate, for a product that is found by words',
};

/** Mutations that take and return nothing of a tenant's. */
export const WITHOUT_TENANT: Readonly<Record<string, string>> = {
  'Mutation.signUp': 'makes a tenant',
  'Mutation.signIn': 'is held by a password',
  'Mutation.signOut': 'ends the session that it came with',
  'Mutation.viewerUpdate': "changes the caller's own account",
  'Mutation.passwordChange': 'the same, and is held by the password',
  'Mutation.passwordResetRequest': 'answers everybody alike',
  'Mutation.passwordReset': 'is held by the token of a mail: people.test.ts',
  'Mutation.emailConfirm': 'the same',
  'Mutation.emailConfirmationSend': "writes to the caller's own address",
  'Mutation.emailChange': "changes the caller's own account, and is held by the password",
  'Mutation.emailChangeSend': "writes to the address that waits in the caller's own account",
  'Mutation.emailChangeCancel': "changes the caller's own account",
  'Mutation.emailChangeConfirm': 'is held by the token of a mail: people.test.ts',
  'Mutation.twoFactorStart': "changes the caller's own account, and is held by the password",
  'Mutation.twoFactorConfirm': "changes the caller's own account",
  'Mutation.twoFactorDisable': 'the same, and is held by the password or a code',
  'Mutation.recoveryCodesRenew': 'the same, and is held by the password and a code',
  'Mutation.sessionEnd': "ends the caller's own: people.test.ts",
  'Mutation.sessionsEndOthers': 'the same',
  'Mutation.invitationAccept': 'is held by the token of a mail: people.test.ts',
};

const list =
  (...examples: Example[]) =>
  async (place: Place) => {
    const made: unknown[] = [];
    for (const example of examples) made.push(await example(place));
    return made as Args[];
  };

const byIdOrHandle = (id: (place: Place) => Promise<string>) =>
  list(
    async (place) => ({ id: await id(place) }),
    ({ mark }) => ({ handle: mark }),
  );

const searchesOfAudit: Example[] = [
  () => ({ first: 5 }),
  ({ mark }) => ({ first: 5, query: mark }),
  (place) => ({ first: 5, actor: place.tenant.owner, mutation: 'productUpdate' }),
];

const DAYS = { from: '2026-11-01', to: '2026-11-30' };
const PERIOD = { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z', format: 'CSV' };

/** What fields that look something up are asked for, one after the other. */
export const LOOK_UPS: Readonly<Record<string, (place: Place) => Promise<Args[]>>> = {
  'Query.agency': list(({ tenant }) => ({ id: tenant.id })),
  'Query.shop': list(({ id }) => ({ id })),
  'Query.invitation': list(async (place) => ({ token: await place.invitationToken() })),
  'Agency.importBatch': list(async (place) => ({ id: await place.importBatch() })),
  'Agency.blueprintApplication': list(async (place) => ({ id: await place.blueprintApplication() })),
  'Agency.blueprintRollout': list(async (place) => ({ id: await place.rollout() })),
  'Shop.product': list(
    async (place) => ({ id: await place.product() }),
    ({ mark }) => ({ handle: mark }),
    ({ mark }) => ({ externalId: mark }),
  ),
  'Shop.collection': byIdOrHandle((place) => place.collection()),
  'Shop.collections': list(({ mark }) => ({ first: 5, query: mark })),
  'Shop.categories': list(({ mark }) => ({ first: 5, query: mark })),
  'Shop.rulesPreview': list(async (place) => ({
    rules: { match: 'ALL', conditions: [{ field: 'CATEGORY', relation: 'EQUALS', value: await place.category() }] },
  })),
  'Shop.category': list(async (place) => ({ id: await place.category() })),
  'Shop.order': list(
    async (place) => ({ id: await place.order() }),
    async (place) => ({ number: await place.orderNumber() }),
  ),
  'Shop.customer': list(async (place) => ({ id: await place.customer() })),
  'Shop.customers': list(({ mark }) => ({ first: 5, query: `${mark}@example.com` })),
  'Shop.notification': list(async (place) => ({ id: await place.notification() })),
  'Shop.notificationTemplates': list(() => ({ locale: 'en' })),
  'Shop.notificationPreview': list(() => ({ template: 'order-created', locale: 'en' })),
  'Shop.savedViews': list(async (place) => {
    await place.savedView();
    return { screen: 'ORDERS' };
  }),
  'Shop.import': list(async (place) => ({ id: await place.import() })),
  'Shop.node': async (place) => {
    const kinds = [
      'product',
      'variant',
      'collection',
      'category',
      'attributeDefinition',
      'location',
      'order',
      'customer',
      'payment',
      'paymentAccount',
      'paymentOnboarding',
      'refund',
      'dispute',
      'reconciliation',
      'difference',
      'fulfillment',
      'import',
    ] as const;
    const ids: Args[] = [];
    for (const kind of kinds) ids.push({ id: await place[kind]() });
    return ids;
  },
  'Shop.offeredPaymentMethods': list(() => ({ place: 'DESKTOP' })),
  'Shop.statementUrl': list(() => PERIOD),
  'Agency.statementUrl': list(() => PERIOD),
  'Shop.sales': list(() => DAYS),
  'Agency.sales': list(() => DAYS),
  // Lists: searched for the other's words.
  'Agency.shops': list(({ mark }) => ({ first: 5, query: mark })),
  'Agency.shopIds': list(({ mark }) => ({ query: mark })),
  'Agency.shopsCount': list(({ mark }) => ({ query: mark })),
  'Agency.orders': list(({ mark }) => ({ first: 5, query: `${mark}@example.com` })),
  'Agency.auditLog': list(...searchesOfAudit),
  'Shop.auditLog': list(...searchesOfAudit),
  'Agency.events': list(() => ({ first: 5, types: ['order.created'] })),
  'Shop.products': list(
    ({ mark }) => ({ first: 5, query: mark }),
    async (place) => ({ first: 5, query: `category:${await place.category()}` }),
    async (place) => ({ first: 5, query: `collection:${await place.collection()}` }),
  ),
  'Shop.inventoryLevels': list(
    ({ mark }) => ({ first: 5, query: mark }),
    async (place) => ({ first: 5, location: await place.location() }),
  ),
  'Variant.adjustments': list(async (place) => ({ first: 5, location: await place.location() })),
  'Import.problems': list(() => ({ first: 5, code: 'PRICE_INVALID' })),
  'Shop.orders': list(({ mark }) => ({ first: 5, query: `${mark}@example.com` })),
  'Shop.events': list(() => ({ first: 5, types: ['order.created'] })),

  'Query.product': byIdOrHandle((place) => place.product()),
  'Query.collection': list(async (place) => {
    await place.collection();
    return { handle: place.mark };
  }),
  'Query.products': list(
    ({ mark }) => ({ first: 5, query: mark }),
    async (place) => ({ first: 5, query: `category:${await place.category()}` }),
    async (place) => ({ first: 5, query: `collection:${await place.collection()}` }),
  ),
  'Query.redirect': list(async (place) => {
    await place.redirect();
    return { path: `/${place.mark}` };
  }),
  'Query.cart': list(async (place) => ({ token: await place.cart() })),
  'Query.order': list(async (place) => ({ token: await place.orderToken() })),
};

import { createHash, randomBytes } from 'node:crypto';
import type { Types } from 'mongoose';
import { createCart } from '#commerce/carts/index.js';
import {
  attributeDefinitionId,
  categoryId,
  collectionId,
  createAttributeDefinition,
  createCategory,
  createCollection,
  type Product,
  productId,
} from '#commerce/catalog/index.js';
import { completeCheckout, type PlacedOrder } from '#commerce/checkout/index.js';
import { customerId, listCustomers } from '#commerce/customers/index.js';
import { createFeed, feedId, feeds, NewFeed } from '#commerce/feeds/index.js';
import { wantMedia } from '#commerce/files/index.js';
import { mediaFiles } from '#commerce/files/media.model.js';
import { fulfillmentId, fulfillOrder } from '#commerce/fulfillment/index.js';
import { createMapping, importBatchId, importId, importMappingId } from '#commerce/imports/index.js';
import {
  bulkEditId,
  createDefaultLocation,
  createLocation,
  createProduct,
  editProducts,
  getLocation,
  locationId,
} from '#commerce/inventory/index.js';
import { notificationId, notifications } from '#commerce/notifications/index.js';
import { applicationId, BlueprintApply, NewShop, openShop, rolloutId, startRollout } from '#commerce/openings/index.js';
import { applications } from '#commerce/openings/rollout.model.js';
import { orderId, orderLineId } from '#commerce/orders/index.js';
import { disputes } from '#commerce/payments/dispute.model.js';
import {
  connectPaymentAccount,
  createRefund,
  differenceId,
  disablePaymentAccount,
  disputeId,
  followOnboardings,
  getOnboarding,
  linkOnboarding,
  listPayments,
  markPaid,
  NewOnboarding,
  onboardingId,
  PaymentStart,
  paymentAccountId,
  paymentId,
  platformId,
  pollOpenPayments,
  RefundCreate,
  reconciliationId,
  refundId,
  resubmitOnboarding,
  startOnboarding,
  startPayment,
  submitProof,
  updatePaymentMethods,
} from '#commerce/payments/index.js';
import { bookFee } from '#commerce/payments/ledger.js';
import { onboardings } from '#commerce/payments/onboarding/onboarding.model.js';
import { payments } from '#commerce/payments/payment.model.js';
import { type PaymentPlatform, platforms } from '#commerce/payments/platform.model.js';
import { stripeClient } from '#commerce/payments/providers/stripe/client.js';
import { differences } from '#commerce/payments/reconciliation/difference.model.js';
import { recordDifferences } from '#commerce/payments/reconciliation/differences.js';
import { newReconciliation, reconciliations } from '#commerce/payments/reconciliation/reconciliation.model.js';
import { createRedirect, redirectId } from '#commerce/redirects/index.js';
import { uploadId, uploads } from '#commerce/shipping-info/upload.model.js';
import { holdLease } from '#platform/lease.js';
import { AgencyContext, ShopContext } from '#tenants/context.js';
import {
  accessTokenId,
  agencyId,
  changeShop,
  createAccessToken,
  createSavedView,
  invitationId,
  inviteMember,
  listMembers,
  memberId,
  outbox,
  personId,
  placesOfContexts,
  recordAudit,
  SCOPES,
  type Scope,
  savedViewId,
  shopId,
  shopOfAgency,
  signUp,
  signUpToJoin,
} from '#tenants/index.js';
import { givePlaces } from '#tenants/outbox/places.js';
import { anUpload, startImporting } from '#tests/support/importing.js';
import { confirmAddress, tokenMailed } from '#tests/support/people.js';
import { aPicture, aWeChatPayPlatform, makeDue, weChatPayApplication } from '#tests/support/platforms.js';
import { aBuyer, variantOf } from '#tests/support/shopping.js';
import { aStripeKey, startStripe } from '#tests/support/stripe.js';
import type { openWechatPay } from '#tests/support/wechat-pay.js';
import { react } from '#worker/reactions.js';

type WeChatPay = Awaited<ReturnType<typeof openWechatPay>>;
let opened: WeChatPay | null = null;
/** Tenants are taken on in this sandbox from now on. */
export const takeOnIn = (sandbox: WeChatPay): void => {
  opened = sandbox;
};
function wechatPayHere(): WeChatPay {
  if (!opened) throw new Error('Tenants are taken on at WeChat Pay: open its sandbox, and takeOnIn it');
  return opened;
}

/** Words that stand in everything a tenant owns, and in nothing else. */
const aMark = (): string => `mark${randomBytes(6).toString('hex')}`;

/** An agency with its owner: what a second tenant tries to reach, or the second tenant himself. */
export class Tenant {
  private constructor(
    readonly mark: string,
    readonly agency: AgencyContext,
    /** Its owner's id. */
    readonly owner: string,
    /** The owner's. */
    readonly session: string,
    /** The whole agency's, with every scope. */
    readonly token: string,
    /** The token's own id. */
    readonly tokenId: Types.ObjectId,
  ) {}

  static async make(): Promise<Tenant> {
    const mark = aMark();
    const input = { email: `${mark}@example.com`, password: 'correct horse battery', name: mark, agencyName: mark };
    const { agency, person, token: session } = await signUp(input, 'en');
    await confirmAddress(input.email);
    const context = new AgencyContext(agency._id, { kind: 'staff', userId: person._id }, 'req_test', 'en');
    const { secret, accessToken } = await createAccessToken(context, SCOPES, { name: mark, scopes: [...SCOPES] });
    return new Tenant(mark, context, personId.encode(person._id), session, secret, accessToken._id);
  }

  get id(): string {
    return agencyId.encode(this.agency.agencyId);
  }

  /** A token of the agency that may do everything but this. */
  async lacking(scope: Scope): Promise<string> {
    const scopes = SCOPES.filter((one) => one !== scope && one !== scope.replace('read_', 'write_'));
    return (await createAccessToken(this.agency, SCOPES, { name: this.mark, scopes })).secret;
  }

  #invitation: Promise<unknown> | null = null;
  /** To the whole agency. */
  async invitation(): Promise<void> {
    this.#invitation ??= inviteMember(this.agency, { email: `${this.mark}-guest@example.com`, role: 'STAFF' });
    await this.#invitation;
  }

  #paymentPlatform: Promise<string> | null = null;
  /** At Stripe, for live shops: nothing of it is asked about. */
  paymentPlatform(): Promise<string> {
    const live = { provider: 'STRIPE', mode: 'LIVE', externalId: `acct_${this.mark}` } as const;
    this.#paymentPlatform ??= this.#barePlatform(live).then(({ _id }) => platformId.encode(_id));
    return this.#paymentPlatform;
  }

  #barePlatform(given: Pick<PaymentPlatform, 'provider' | 'mode' | 'externalId'>): Promise<PaymentPlatform> {
    const now = new Date();
    const secrets = { secrets: {}, signing: [], settings: { publishableKey: `pk_live_${this.mark}` } };
    return platforms.in(this.agency).insert({ ...given, ...secrets, active: true, commission: 60, createdAt: now, updatedAt: now });
  }

  #standIn: Promise<PaymentPlatform> | null = null;
  /** For test shops, at WeChat Pay: nothing of it is asked about. It gives way to `serviceProvider`. */
  async standIn(): Promise<void> {
    this.#standIn ??= this.#barePlatform({ provider: 'WECHAT_PAY', mode: 'TEST', externalId: this.mark });
    await this.#standIn;
  }

  #serviceProvider: Promise<unknown> | null = null;
  /** At WeChat Pay, in the sandbox that the file has opened. */
  async serviceProvider(): Promise<void> {
    await platforms.in(this.agency).remove({ provider: 'WECHAT_PAY', externalId: this.mark });
    this.#serviceProvider ??= aWeChatPayPlatform(this.agency, wechatPayHere(), { name: this.mark });
    await this.#serviceProvider;
  }

  /** A shop of his, still empty. */
  async place(): Promise<Place> {
    const mark = aMark();
    const shop = await openShop(this.agency, NewShop.parse({ name: mark, handle: mark, currency: 'CNY', locale: 'en', tags: [mark] }));
    const context = await shopOfAgency(this.agency, shopId.encode(shop._id));
    const { secret } = await createAccessToken(context, SCOPES, { name: mark, scopes: [...SCOPES] });
    return new Place(this, mark, context, secret);
  }
}

/** One shop and what is in it: each thing is made when it is asked for, once, and answered as the API names it. */
export class Place {
  readonly #made = new Map<string, Promise<unknown>>();

  constructor(
    readonly tenant: Tenant,
    readonly mark: string,
    readonly shop: ShopContext,
    /** Bound to this shop, with every scope. */
    readonly token: string,
  ) {}

  get id(): string {
    return shopId.encode(this.shop.shopId);
  }

  #once<Made>(name: string, make: () => Promise<Made>): Promise<Made> {
    const made = this.#made.get(name) ?? make();
    this.#made.set(name, made);
    return made as Promise<Made>;
  }

  #product = (): Promise<Product> =>
    this.#once('product', async () =>
      createProduct(this.shop, {
        title: this.mark,
        categories: [await this.category()],
        attributes: [{ key: await this.#attributeKey(), value: this.mark }],
        handle: this.mark,
        source: 'shopify',
        externalId: this.mark,
        media: [{ url: this.#picture }],
        variants: [{ sku: this.mark, price: { amount: '10', currency: 'CNY' }, available: 50 }],
      }),
    );
  get #picture(): string {
    return `https://${this.mark}.example/1.jpg`;
  }
  /** The product's, as it is once it was fetched. */
  media = () =>
    this.#once('media', async () => {
      await this.product();
      await wantMedia(this.shop, [this.#picture]);
      const hash = createHash('sha256').update(this.mark).digest('hex');
      const there = { state: 'READY' as const, hash, contentType: 'image/jpeg', bytes: 1, width: 160, height: 160, widths: [160] };
      await mediaFiles.in(this.tenant.agency).set({ address: this.#picture }, { $set: there });
      return hash;
    });
  #order = (): Promise<PlacedOrder> =>
    this.#once('order', async () => {
      const email = `${this.mark}@example.com`;
      const buyer = aBuyer({ email, shippingAddress: { name: this.mark, country: 'CN', city: 'x', line1: this.mark } });
      return completeCheckout(this.shop, await this.#aCart(), buyer);
    });
  #aCart = async (): Promise<string> => {
    const { token } = await createCart(this.shop, { lines: [{ variant: await this.variant(), quantity: 2 }] });
    return token;
  };

  product = async () => productId.encode((await this.#product())._id);
  variant = async () => variantOf(await this.#product()).id;
  category = () =>
    this.#once('category', async () => {
      const parent = await createCategory(this.shop, { title: `${this.mark} above` });
      return categoryId.encode((await createCategory(this.shop, { title: this.mark, parent: categoryId.encode(parent._id) }))._id);
    });
  /** What may be deleted, or moved below the other. */
  emptyCategory = () =>
    this.#once('emptyCategory', async () => categoryId.encode((await createCategory(this.shop, { title: `${this.mark} empty` }))._id));
  #attribute = () => this.#once('attribute', () => createAttributeDefinition(this.shop, { name: this.mark }));
  #attributeKey = async () => (await this.#attribute()).key;
  attributeDefinition = async () => attributeDefinitionId.encode((await this.#attribute())._id);
  ruledCollection = () =>
    this.#once('ruledCollection', async () => {
      const conditions = [{ field: 'CATEGORY' as const, relation: 'EQUALS' as const, value: await this.category() }];
      const made = await createCollection(this.shop, { title: `${this.mark} by rules`, rules: { match: 'ALL', conditions } });
      return collectionId.encode(made._id);
    });
  location = async () => locationId.encode((await getLocation(this.shop).catch(() => createDefaultLocation(this.shop)))._id);
  /** Nothing lies there. */
  spareLocation = () =>
    this.#once('spareLocation', async () => locationId.encode((await createLocation(this.shop, { name: this.mark }))._id));
  bulkEdit = () =>
    this.#once('bulkEdit', async () => {
      const { bulkEdit } = await editProducts(this.shop, [{ product: await this.product(), vendor: this.mark }]);
      return bulkEditId.encode(bulkEdit!._id);
    });
  collection = () =>
    this.#once('collection', async () => {
      const made = await createCollection(this.shop, { title: this.mark, handle: this.mark, products: [await this.product()] });
      return collectionId.encode(made._id);
    });
  order = async () => orderId.encode((await this.#order())._id);
  orderNumber = async () => (await this.#order()).number;
  orderToken = async () => (await this.#order()).token;
  orderLine = async () => orderLineId.encode((await this.#order()).lines[0]!._id);
  cart = () => this.#once('cart', this.#aCart);
  paymentAccount = () =>
    this.#once('paymentAccount', async () =>
      paymentAccountId.encode((await connectPaymentAccount(this.shop, { manual: { instructions: this.mark } }))._id),
    );
  disabledAccount = () =>
    this.#once('disabledAccount', async () => {
      const id = await this.paymentAccount();
      await disablePaymentAccount(this.shop, id);
      return id;
    });
  paymentMethods = () =>
    this.#once('paymentMethods', () =>
      updatePaymentMethods(this.shop, { methods: [{ provider: 'MANUAL', enabled: true, title: this.mark }] }),
    );
  payment = () =>
    this.#once('payment', async () => {
      await this.paymentAccount();
      const token = await this.orderToken();
      const { payment } = await startPayment(this.shop, token, PaymentStart.parse({ provider: 'MANUAL' }));
      const id = paymentId.encode(payment._id);
      await submitProof(this.shop, token, { payment: id, reference: this.mark });
      return id;
    });
  /** Where the file has opened the Stripe sandbox: its payments run there. */
  authorizedPayment = () =>
    this.#once('authorizedPayment', async () => {
      const secretKey = aStripeKey();
      await connectPaymentAccount(this.shop, { stripe: { secretKey, capture: 'MANUAL' } });
      const order = await completeCheckout(this.shop, await this.#aCart(), aBuyer());
      const { payment } = await startStripe(this.shop, order, 'INTENT');
      await stripeClient(secretKey, 'TEST').paymentIntents.confirm(payment.references.paymentIntent!, { payment_method: 'pm_card_visa' });
      await pollOpenPayments(new Date(Date.now() + 3600_000));
      return paymentId.encode(payment._id);
    });
  /** A picture for an application. */
  document = () => this.#once('document', () => aPicture(this.shop));
  /** One that nobody is asked about. */
  paymentOnboarding = () =>
    this.#once('paymentOnboarding', async () => {
      const { agencyId, mode } = this.shop;
      const now = new Date();
      const { _id } = await onboardings.in(this.shop).insert({
        agencyId,
        mode,
        provider: 'STRIPE',
        platformId: platformId.decode(await this.tenant.paymentPlatform()),
        status: 'NEEDS_ACTION',
        providerState: this.mark,
        externalId: `acct_${this.mark}`,
        nextStep: { kind: 'SIGN', url: `https://example.com/${this.mark}`, deadline: now },
        problems: [{ field: this.mark, message: this.mark }],
        accountId: paymentAccountId.decode(await this.paymentAccount()),
        application: null,
        visits: null,
        submissions: 1,
        open: true,
        polls: 0,
        createdAt: now,
        updatedAt: now,
      });
      return onboardingId.encode(_id);
    });
  /** In the sandbox that the file has opened. */
  application = () =>
    this.#once('application', async () => {
      await this.tenant.serviceProvider();
      const input = NewOnboarding.parse({ wechatPay: weChatPayApplication(await this.document(), this.mark) });
      return onboardingId.encode((await startOnboarding(this.shop, input, { wholeAgency: false })).onboarding._id);
    });
  rejectedApplication = () =>
    this.#once('rejectedApplication', async () => {
      const id = await this.application();
      await wechatPayHere().control(`applyments/${id}`, { state: 'REJECTED' });
      await linkOnboarding(this.shop, id);
      return id;
    });
  /** Finished, and its account disabled. */
  disabledApplication = () =>
    this.#once('disabledApplication', async () => {
      const id = await this.application();
      const { status } = await getOnboarding(this.shop, id);
      if (status === 'REJECTED') await resubmitOnboarding(this.shop, id, {}, { wholeAgency: false });
      for (const state of ['TO_BE_SIGNED', 'SIGNING', 'FINISHED']) await wechatPayHere().control(`applyments/${id}`, { state });
      await makeDue({ _id: onboardingId.decode(id) });
      await followOnboardings();
      const { accountId } = await getOnboarding(this.shop, id);
      await disablePaymentAccount(this.shop, paymentAccountId.encode(accountId!));
      return id;
    });
  paidOrder = () =>
    this.#once('paidOrder', async () => {
      await markPaid(this.shop, await this.order(), { reference: this.mark });
      return this.order();
    });
  capturedPayment = async () => {
    await this.paidOrder();
    const { nodes } = await listPayments(this.shop, (await this.#order())._id, {});
    return paymentId.encode(nodes.find(({ status }) => status === 'CAPTURED')!._id);
  };
  refund = () =>
    this.#once('refund', async () => {
      const lines = [{ line: await this.orderLine(), quantity: 1 }];
      const input = RefundCreate.parse({ amount: { amount: '1', currency: 'CNY' }, lines, reason: this.mark });
      return refundId.encode((await createRefund(this.shop, await this.paidOrder(), input)).refunds[0]!._id);
    });
  #bookedPayment = async () => (await payments.in(this.shop).findOne({ _id: paymentId.decode(await this.payment()) }))!;
  dispute = () =>
    this.#once('dispute', async () => {
      const { _id, orderId: order, accountId, amount, currency } = await this.#bookedPayment();
      const now = new Date();
      const made = await disputes.in(this.shop).insert({
        orderId: order,
        paymentId: _id,
        accountId: accountId!,
        provider: 'STRIPE',
        externalId: this.mark,
        status: 'NEEDS_RESPONSE',
        amount,
        currency,
        withdrawn: true,
        reason: this.mark,
        evidenceDueBy: now,
        createdAt: now,
        updatedAt: now,
        closedAt: null,
      });
      return disputeId.encode(made._id);
    });
  ledgerEntry = () =>
    this.#once('ledgerEntry', async () => {
      const { _id, orderId: order, currency } = await this.#bookedPayment();
      await bookFee(this.shop, { orderId: order, paymentId: _id, currency, provider: 'STRIPE', reference: this.mark, amount: 1 });
    });
  reconciliation = () =>
    this.#once('reconciliation', async () => {
      const { accountId } = await this.#bookedPayment();
      const made = await reconciliations.in(this.shop).insert({ ...newReconciliation(accountId, '2026-11-25'), error: this.mark });
      return reconciliationId.encode(made._id);
    });
  difference = () =>
    this.#once('difference', async () => {
      const { _id, orderId: order, accountId, amount, currency } = await this.#bookedPayment();
      const side = { amount, currency, status: this.mark };
      const of = { accountId, orderId: order, paymentId: _id };
      const line = { kind: 'PAYMENT' as const, ours: null, reference: this.mark, of: {}, amount, currency, fee: 0, at: new Date() };
      await recordDifferences(this.shop, [{ key: this.mark, kind: 'AMOUNT', ...of, ours: side, theirs: side, line }]);
      return differenceId.encode((await differences.in(this.shop).findOne({ key: this.mark }))!._id);
    });
  fulfillment = () =>
    this.#once('fulfillment', async () => {
      const { fulfillment } = await fulfillOrder(this.shop, await this.order(), {});
      return fulfillmentId.encode(fulfillment._id);
    });
  /** One that WeChat has refused. */
  shippingUpload = () =>
    this.#once('shippingUpload', async () => {
      const now = new Date();
      const { _id } = await uploads.in(this.shop).insert({
        orderId: (await this.#order())._id,
        paymentId: paymentId.decode(await this.payment()),
        status: 'FAILED',
        attempts: 1,
        error: this.mark,
        fulfilledAt: now,
        uploadAt: now,
        sentAt: null,
        createdAt: now,
        updatedAt: now,
      });
      return uploadId.encode(_id);
    });
  /** Somebody who belongs to this shop alone. */
  #member = () =>
    this.#once('member', async () => {
      const { token } = await join(this.shop, `${this.mark}-member@example.com`, this.mark);
      const [found] = await listMembers(this.shop);
      return { id: memberId.encode(found!.membership._id), session: token };
    });
  member = async () => (await this.#member()).id;
  /** The session of that person. */
  memberSession = async () => (await this.#member()).session;
  #invitation = () =>
    this.#once('invitation', async () => {
      const email = `${this.mark}-guest@example.com`;
      const { _id } = await inviteMember(this.shop, { email, role: 'STAFF' });
      return { id: invitationId.encode(_id), token: await tokenMailed(email, 'INVITATION') };
    });
  invitation = async () => (await this.#invitation()).id;
  invitationToken = async () => (await this.#invitation()).token;
  accessToken = () =>
    this.#once('accessToken', async () => {
      const { accessToken } = await createAccessToken(this.shop, SCOPES, { name: this.mark, scopes: ['read_products'] });
      return accessTokenId.encode(accessToken._id);
    });
  upload = () => this.#once('upload', () => anUpload(this.tenant.agency, CATALOG(this.mark)));
  pictureUpload = () => this.#once('pictureUpload', () => anUpload(this.shop, this.mark));
  #import = () => this.#once('import', async () => (await startImporting([this.shop], CATALOG(this.mark)))[0]!);
  import = async () => importId.encode((await this.#import())._id);
  endedImport = async () => {
    const id = await this.import();
    await this.settle();
    return id;
  };
  importMapping = () =>
    this.#once('importMapping', async () => {
      const made = await createMapping(this.tenant.agency, { name: this.mark, columns: [{ name: this.mark, field: 'title' }] });
      return importMappingId.encode(made._id);
    });
  importBatch = async () => importBatchId.encode((await this.#import()).batchId);
  redirect = () =>
    this.#once('redirect', async () => {
      const { _id } = await createRedirect(this.shop, { path: `/${this.mark}`, product: await this.product() });
      await createRedirect(this.shop, { path: `/${this.mark}/2`, collection: await this.collection() });
      return redirectId.encode(_id);
    });
  feed = () =>
    this.#once('feed', async () => {
      const input = NewFeed.parse({ url: `https://example.com/${this.mark}.csv`, everyHours: 24 });
      const { _id } = await createFeed(this.shop, input, { wholeAgency: true });
      await feeds.in(this.shop).set({ _id }, { $set: { lastImportId: (await this.#import())._id } });
      return feedId.encode(_id);
    });
  /** Whatever is in stock is little. */
  lowStock = () => this.#once('lowStock', () => changeShop(this.shop, { settings: { lowStock: 1000 } }));
  /** Another shop of the same agency, which sells in this currency. */
  otherShop = (currency: 'CNY' | 'USD') =>
    this.#once(`shop in ${currency}`, async () => {
      const wish = { name: this.mark, handle: `${this.mark}-${currency.toLowerCase()}`, currency, locale: 'en' };
      return shopId.encode((await openShop(this.tenant.agency, NewShop.parse(wish)))._id);
    });
  /** One that has stopped, since its first shop could not take the prices of its blueprint: it may be continued, cancelled and undone. */
  rollout = () =>
    this.#once('rollout', async () => {
      const blueprint = await shopOfAgency(this.tenant.agency, await this.otherShop('USD'));
      const second = await shopOfAgency(this.tenant.agency, await this.otherShop('CNY'));
      const { dryRun, parts } = BlueprintApply.parse({ blueprint: '' });
      const { _id } = await startRollout(blueprint, [this.shop, second], { dryRun, parts });
      await this.settle();
      return rolloutId.encode(_id);
    });
  blueprintApplication = async () => {
    await this.rollout();
    return applicationId.encode((await applications.in(this.shop).findOne({}))!._id);
  };
  customer = () =>
    this.#once('customer', async () => {
      await this.order();
      await this.settle();
      return customerId.encode((await listCustomers(this.shop, {})).nodes[0]!._id);
    });
  /** The whole agency's token keeps it: nobody else sees it. */
  savedView = () =>
    this.#once('savedView', async () => {
      const actor = { kind: 'app', tokenId: this.tenant.tokenId } as const;
      const app = new ShopContext(this.shop, { actor, requestId: 'req_test', locale: 'en' });
      return savedViewId.encode((await createSavedView(app, { screen: 'ORDERS', name: this.mark, query: this.mark }))._id);
    });
  notification = () =>
    this.#once('notification', async () => {
      await this.order();
      await this.settle();
      const kept = await notifications.in(this.shop).findOne({ status: 'KEPT' });
      return notificationId.encode(kept!._id);
    });

  /** What the owner did here, told with words of his. */
  auditEntry = () =>
    this.#once('auditEntry', async () => {
      const deed = {
        actor: { kind: 'PERSON' as const, id: personId.decode(this.tenant.owner), name: this.mark },
        mutation: 'productUpdate',
        subject: await this.product(),
        input: JSON.stringify({ title: this.mark }),
        address: '192.0.2.7',
        userAgent: this.mark,
        requestId: `req_${this.mark}`,
      };
      const changes = [{ field: 'title', before: JSON.stringify(this.mark), after: 'null' }];
      const many = { done: 1, refused: 0, first: [deed.subject] };
      await recordAudit(placesOfContexts([this.shop]), deed, { outcome: 'DONE', errors: [], changes, many, subject: deed.subject });
    });

  /** One of everything. */
  async fill(): Promise<this> {
    await this.collection();
    await this.media();
    await this.bulkEdit();
    await this.ruledCollection();
    await this.payment();
    await this.paymentOnboarding();
    await this.tenant.standIn();
    await this.refund();
    await this.dispute();
    await this.ledgerEntry();
    await this.reconciliation();
    await this.difference();
    await this.paymentMethods();
    await this.fulfillment();
    await this.shippingUpload();
    await this.accessToken();
    await this.member();
    await this.invitation();
    await this.tenant.invitation();
    await this.savedView();
    await this.import();
    await this.rollout();
    await this.redirect();
    await this.importMapping();
    await this.feed();
    await this.lowStock();
    await this.cart();
    await this.auditEntry();
    await this.settle();
    return this;
  }

  /** Does all that a worker and the relay would do here. */
  async settle(): Promise<void> {
    for (;;) {
      const rows = await outbox.in(this.shop).find({ state: 'PENDING' }, { sort: { _id: 1 } });
      if (rows.length === 0) break;
      for (const row of rows) {
        // What goes on at a later time, such as a picture that cannot be had here, is not waited for.
        let again = await react(this.shop, row);
        while (again && !again.at) again = await react(this.shop, row);
        await outbox.in(this.shop).set({ _id: row._id }, { $set: { state: 'DONE' } });
      }
    }
    await holdLease('relay', 60_000, 'the tenancy suite');
    await givePlaces('relay', 'the tenancy suite');
  }
}

/** Invites somebody new, who signs up with it. */
async function join(where: ShopContext, email: string, name: string) {
  await inviteMember(where, { email, role: 'STAFF' });
  const client = { userAgent: name, address: '192.0.2.1' };
  return signUpToJoin(await tokenMailed(email, 'INVITATION'), { name, password: 'correct horse battery' }, 'en', client);
}

const CATALOG = (mark: string): string =>
  `Title,URL handle,Price,SKU\n${mark} imported,${mark}-imported,12.00,${mark}-imported\n,,not a price,\n`;

import { randomBytes } from 'node:crypto';
import type { Types } from 'mongoose';
import { NewShop, openShop } from '#commerce/openings/index.js';
import { platformId } from '#commerce/payments/index.js';
import { type PaymentPlatform, platforms } from '#commerce/payments/platform.model.js';
import { AgencyContext } from '#tenants/context.js';
import { agencyId, createAccessToken, inviteMember, personId, SCOPES, type Scope, shopId, shopOfAgency, signUp } from '#tenants/index.js';
import { confirmAddress, PASSWORD } from '#tests/support/people.js';
import { aWeChatPayPlatform } from '#tests/support/platforms.js';
import { Ground, named, once } from './places/ground.js';
import { type Place, placeOn } from './places/place.js';
import { wechatPayHere } from './wechat-pay.js';

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
    const input = { email: `${mark}@example.com`, password: PASSWORD, name: mark, agencyName: mark };
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

  /** To the whole agency. */
  readonly invitation = once(() => inviteMember(this.agency, { email: `${this.mark}-guest@example.com`, role: 'STAFF' }));

  /** At Stripe, for live shops: nothing of it is asked about. */
  readonly paymentPlatform = named(platformId, () =>
    this.#barePlatform({ provider: 'STRIPE', mode: 'LIVE', externalId: `acct_${this.mark}` }),
  );

  #barePlatform(given: Pick<PaymentPlatform, 'provider' | 'mode' | 'externalId'>): Promise<PaymentPlatform> {
    const now = new Date();
    const secrets = { secrets: {}, signing: [], settings: { publishableKey: `pk_live_${this.mark}` } };
    return platforms.in(this.agency).insert({ ...given, ...secrets, active: true, commission: 60, createdAt: now, updatedAt: now });
  }

  /** For test shops, at WeChat Pay: nothing of it is asked about. It gives way to `serviceProvider`. */
  readonly standIn = once(() => this.#barePlatform({ provider: 'WECHAT_PAY', mode: 'TEST', externalId: this.mark }));

  #serviceProvider = once(() => aWeChatPayPlatform(this.agency, wechatPayHere(), { name: this.mark }));
  /** At WeChat Pay, in the sandbox that the file has opened. */
  async serviceProvider(): Promise<void> {
    await platforms.in(this.agency).remove({ provider: 'WECHAT_PAY', externalId: this.mark });
    await this.#serviceProvider();
  }

  /** A shop of his, still empty. */
  async place(): Promise<Place> {
    const mark = aMark();
    const shop = await openShop(this.agency, NewShop.parse({ name: mark, handle: mark, currency: 'CNY', locale: 'en', tags: [mark] }));
    const context = await shopOfAgency(this.agency, shopId.encode(shop._id));
    const { secret } = await createAccessToken(context, SCOPES, { name: mark, scopes: [...SCOPES] });
    return placeOn(new Ground(this, mark, context, secret));
  }
}

import type { ClientSession, Types } from 'mongoose';

export type Actor =
  | { readonly kind: 'staff'; readonly userId: Types.ObjectId }
  | { readonly kind: 'app'; readonly tokenId: Types.ObjectId }
  | { readonly kind: 'shopper'; readonly customerId: Types.ObjectId | null }
  | { readonly kind: 'system'; readonly job: string };

/** Who made something that gives rights to others: a person, or an app by its token. */
export interface Maker {
  readonly kind: 'person' | 'app';
  readonly id: Types.ObjectId;
}

export type ShopMode = 'TEST' | 'LIVE';

/** What of a shop never changes, so that a context may carry it. */
export interface ShopIdentity {
  readonly shopId: Types.ObjectId;
  readonly agencyId: Types.ObjectId;
  readonly mode: ShopMode;
  /** ISO 4217; every price and order of the shop is in it. */
  readonly currency: string;
}

/** Who asks, in which request, in which language. */
export interface Request {
  readonly actor: Actor;
  readonly requestId: string;
  /** BCP 47, for what people read: `zh-CN`. */
  readonly locale: string;
}

/** The key under which a mutation was claimed: see idempotency.ts. */
export interface Claim {
  readonly claimId: Types.ObjectId;
  /** Stands for who, which mutation and which key: the same for every repeat. */
  readonly scope: string;
}

/**
 * Whose shop, who acts, and inside which transaction, if any.
 * Only tenants/ makes one: outside this room it is known as a type, and the private member keeps look-alikes out.
 */
export class ShopContext {
  readonly #made = true;
  readonly shopId: Types.ObjectId;
  readonly agencyId: Types.ObjectId;
  readonly mode: ShopMode;
  readonly currency: string;
  readonly actor: Actor;
  readonly requestId: string;
  readonly locale: string;

  constructor(
    identity: ShopIdentity,
    request: Request,
    readonly session: ClientSession | null = null,
    readonly claim: Claim | null = null,
  ) {
    this.shopId = identity.shopId;
    this.agencyId = identity.agencyId;
    this.mode = identity.mode;
    this.currency = identity.currency;
    this.actor = request.actor;
    this.requestId = request.requestId;
    this.locale = request.locale;
  }

  within(session: ClientSession): ShopContext {
    return new ShopContext(this, this, session, this.claim);
  }

  claimed(claim: Claim): ShopContext {
    return new ShopContext(this, this, this.session, claim);
  }
}

/** One level up: the agency, and who acts for it. */
export class AgencyContext {
  readonly #made = true;

  constructor(
    readonly agencyId: Types.ObjectId,
    readonly actor: Actor,
    readonly requestId: string,
    readonly locale: string,
    readonly session: ClientSession | null = null,
    readonly claim: Claim | null = null,
  ) {}

  within(session: ClientSession): AgencyContext {
    return new AgencyContext(this.agencyId, this.actor, this.requestId, this.locale, session, this.claim);
  }

  claimed(claim: Claim): AgencyContext {
    return new AgencyContext(this.agencyId, this.actor, this.requestId, this.locale, this.session, claim);
  }
}

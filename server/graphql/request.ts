import DataLoader from 'dataloader';
import type { Types } from 'mongoose';
import type { BuyerPlace } from '#commerce/payments/index.js';
import { NotFound, RequestError } from '#platform/errors.js';
import {
  type Agency,
  type AgencyContext,
  type Caller,
  type Client,
  findAgency,
  getShops,
  type Opened,
  openAgency,
  openListedShop,
  openShop,
  type PersonCaller,
  type Scope,
  type Shop,
  type ShopContext,
} from '#tenants/index.js';

/** A shop that this request may see, what the caller may do there, and its document where a list has read it already. */
export interface OpenedShop extends Opened<ShopContext> {
  readonly shop?: Shop;
}

export interface OpenedAgency extends Opened<AgencyContext> {
  readonly scopes: readonly Scope[];
}

type BatchLoad<Key, Value> = (shop: ShopContext, keys: readonly Key[]) => Promise<readonly Value[]>;

/**
 * What both APIs know of a request: its loaders live and die with it, and are kept apart by shop.
 * Apollo hands resolvers a copy of the instance, field by field: a member that is private to the language (#) would not be there.
 */
abstract class GraphQLRequest {
  private readonly loaders = new Map<string, DataLoader<unknown, unknown, string>>();

  constructor(
    readonly requestId: string,
    /** The client's address as limits see it: an IPv6 client is its /64. */
    readonly clientAddress: string,
  ) {}

  /** What sentences are told in; null where none is known: then as they are written. */
  abstract readonly language: string | null;

  /** Gathers the keys asked for in one turn into one read; `load` answers in the order of the keys. */
  loader<Key, Value>(shop: ShopContext, name: string, load: BatchLoad<Key, Value>): DataLoader<Key, Value, string> {
    const place = `${shop.shopId.toHexString()}/${name}`;
    let found = this.loaders.get(place);
    if (!found) {
      found = new DataLoader<unknown, unknown, string>((keys) => load(shop, keys as Key[]), { cacheKeyFn: String });
      this.loaders.set(place, found);
    }
    return found as unknown as DataLoader<Key, Value, string>;
  }
}

/** One request to the admin API. Contexts are made here, from the caller alone, and shared by the whole document. */
export class AdminRequest extends GraphQLRequest {
  private readonly shops = new Map<string, OpenedShop>();
  private readonly documents = new DataLoader<ShopContext, Shop, string>(getShops, { cacheKeyFn: ({ shopId }) => shopId.toHexString() });
  private readonly acrossShops = new Map<string, DataLoader<unknown, unknown, string>>();
  private readonly agencies = new DataLoader<AgencyContext, Agency | null, string>(
    (agencies) => Promise.all(agencies.map(({ agencyId }) => findAgency(agencyId))),
    { cacheKeyFn: ({ agencyId }) => agencyId.toHexString() },
  );

  constructor(
    requestId: string,
    clientAddress: string,
    readonly locale: string,
    /** Null: nobody has signed in. */
    private knownCaller: Caller | null,
    /** Hands a session to the browser's cookie, or takes it away with null; null where the client keeps its token itself. */
    readonly keepSession: ((token: string | null) => void) | null = null,
    /** What the client calls itself, and its address in full: sessions are known by it, and the audit log tells it. */
    readonly client: Client = { userAgent: '', address: '' },
  ) {
    super(requestId, clientAddress);
  }

  /** As `loader`, over all shops that the document asks about: one read for a page of shops. */
  forAllShops<Key, Value>(
    name: string,
    load: (keys: readonly Key[]) => Promise<readonly Value[]>,
    shopOf: (key: Key) => ShopContext,
  ): DataLoader<Key, Value, string> {
    const found =
      this.acrossShops.get(name) ??
      new DataLoader<unknown, unknown, string>((keys) => load(keys as Key[]), {
        cacheKeyFn: (key) => shopOf(key as Key).shopId.toHexString(),
      });
    this.acrossShops.set(name, found);
    return found as unknown as DataLoader<Key, Value, string>;
  }

  /** He has just signed up or in: what follows in this document is his. */
  comesIn(caller: Caller): void {
    this.knownCaller = caller;
  }

  get language(): string {
    return this.locale;
  }

  /** For what is a person's own. @throws {RequestError} UNAUTHENTICATED, FORBIDDEN for an app */
  get person(): PersonCaller {
    const { caller } = this;
    if (caller.kind !== 'person') throw new RequestError('FORBIDDEN', 'This is for people who are signed in: an app has no account');
    return caller;
  }

  /** @throws {RequestError} UNAUTHENTICATED */
  get caller(): Caller {
    if (!this.knownCaller) throw new RequestError('UNAUTHENTICATED', 'Send a session or access token: Authorization: Bearer …');
    return this.knownCaller;
  }

  get signedIn(): boolean {
    return this.knownCaller !== null;
  }

  /** @throws {NotFound} also for another tenant's shop @throws {RequestError} UNAUTHENTICATED, SHOP_REQUIRED */
  async openShop(id: string | null | undefined): Promise<OpenedShop> {
    return this.keep(await openShop(this.caller, id, this));
  }

  /** A shop of a list that was read through the caller's agency. */
  openListedShop(shop: Shop): OpenedShop {
    return this.keep({ ...openListedShop(this.caller, shop, this), shop });
  }

  /** @throws {NotFound} @throws {RequestError} UNAUTHENTICATED */
  openAgency(id: string | null | undefined): OpenedAgency {
    return openAgency(this.caller, id, this);
  }

  /** The agency itself. */
  async agencyDocumentOf({ context }: OpenedAgency): Promise<Agency> {
    const found = await this.agencies.load(context);
    if (!found) throw new NotFound('The agency');
    return found;
  }

  /** The shop itself: as its list read it, or in one read with all that are asked for in the same turn. */
  async documentOf({ context, shop }: OpenedShop): Promise<Shop> {
    return shop ?? this.documents.load(context);
  }

  /** The context of a document that was read in this request: its shop has been opened. */
  shopOf(shopId: Types.ObjectId): ShopContext {
    return this.openedShopOf(shopId).context;
  }

  openedShopOf(shopId: Types.ObjectId): OpenedShop {
    const opened = this.shops.get(shopId.toHexString());
    if (!opened) throw new Error(`The shop ${shopId.toHexString()} was not opened in this request`);
    return opened;
  }

  private keep(opened: OpenedShop): OpenedShop {
    const key = opened.context.shopId.toHexString();
    const kept = opened.shop ? opened : (this.shops.get(key) ?? opened);
    this.shops.set(key, kept);
    return kept;
  }
}

/** One shopper's request: its shop was named by header or host. */
export class ShopRequest extends GraphQLRequest {
  constructor(
    requestId: string,
    clientAddress: string,
    private readonly named: ShopContext | null,
    /** Where the shopper is, as far as his client's name tells. */
    readonly place: BuyerPlace = 'DESKTOP',
    /** His address in full, as payment providers want it. */
    readonly payerAddress: string | null = null,
    private readonly askedLanguage: string | null = null,
  ) {
    super(requestId, clientAddress);
  }

  get namesShop(): boolean {
    return this.named !== null;
  }

  /** @throws {RequestError} SHOP_REQUIRED */
  get shop(): ShopContext {
    if (!this.named)
      throw new RequestError('SHOP_REQUIRED', "Name an open shop: header Shopyard-Shop with its id or handle, or the shop's own host");
    return this.named;
  }

  get locale(): string {
    return this.shop.locale;
  }

  /** What the client asks for, else the shop's own. */
  get language(): string | null {
    return this.named?.locale ?? this.askedLanguage;
  }
}

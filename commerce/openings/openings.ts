import { createHash } from 'node:crypto';
import { Types } from 'mongoose';
import { ZodError } from 'zod';
import { createDefaultLocation } from '#commerce/inventory/index.js';
import { createOrderCounter } from '#commerce/orders/index.js';
import { beginWithCash } from '#commerce/payments/index.js';
import { digest } from '#platform/crypto.js';
import { UserError } from '#platform/errors.js';
import { randomId } from '#platform/ids.js';
import { isDuplicateKey } from '#platform/mongo.js';
import {
  type AgencyContext,
  claimShopHandle,
  complete,
  contactOf,
  contextForNewShop,
  emit,
  findShop,
  hasConfirmedOwner,
  insertShop,
  release,
  type Shop,
  shopId,
  transaction,
} from '#tenants/index.js';
import { type Blueprint, copyBlueprint, readBlueprint } from './blueprints.js';
import { usualSettings } from './defaults.js';
import { type NewShop, type NewShops, ShopToOpen } from './shop.input.js';

/** So many shops of a batch are made beside each other: their transactions touch nothing in common. */
const AT_ONCE = 8;

/** What new shops are made from, read once for all of a batch. */
interface Source {
  blueprint: Blueprint | null;
  withProducts: boolean;
  merchantEmail: string | null;
  /** Asked once, and only where a live shop is among them. */
  mayGoLive: () => Promise<boolean>;
}

/** What came of one shop of a batch: the shop, or what its caller can act on. */
export interface OpenedResult {
  index: number;
  shop: Shop | null;
  error: UserError | ZodError | null;
}

/**
 * A shop that can sell at once: handle, settings, a place for its stock, an order counter, a way to pay; from a blueprint its
 * collections too, and, where asked, its products a moment later.
 * @throws {UserError} HANDLE_TAKEN, NOT_FOUND for the blueprint, CURRENCY_MISMATCH where the blueprint sells in another currency,
 * EMAIL_UNCONFIRMED for a live shop of an agency that nobody can be sure to reach
 */
export async function openShop(agency: AgencyContext, input: NewShop): Promise<Shop> {
  const shop = await open(agency, await sourceOf(agency, input), input, 0);
  await complete(agency, shopId.encode(shop._id));
  return shop;
}

/**
 * Many shops, each with a result of its own. Under an idempotency key a repeat finds those that were made before, however far the
 * first came, and makes the others.
 * @throws {UserError} NOT_FOUND for the blueprint
 */
export async function openShops(agency: AgencyContext, { shops, ...input }: NewShops): Promise<OpenedResult[]> {
  const source = await sourceOf(agency, input);
  const results = new Array<OpenedResult>(shops.length);
  const bugs: unknown[] = [];
  const waiting = shops.entries();
  const work = async () => {
    for (const [index, item] of waiting) {
      if (bugs.length > 0) return;
      try {
        results[index] = { index, shop: await open(agency, source, ShopToOpen.parse(item), index), error: null };
      } catch (error) {
        if (error instanceof UserError || error instanceof ZodError) results[index] = { index, shop: null, error };
        else bugs.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (bugs.length > 0) throw bugs[0];
  const made = results.flatMap(({ shop }) => (shop ? [shopId.encode(shop._id)] : []));
  if (made.length === shops.length) await complete(agency, ...made);
  else await release(agency);
  return results;
}

async function sourceOf(agency: AgencyContext, input: Omit<NewShops, 'shops'>): Promise<Source> {
  const blueprint = input.blueprint ? await readBlueprint(agency, input.blueprint) : null;
  let confirmed: Promise<boolean> | undefined;
  return {
    blueprint,
    withProducts: input.blueprintProducts ?? false,
    merchantEmail: await contactOf(agency),
    mayGoLive: () => {
      confirmed ??= hasConfirmedOwner(agency);
      return confirmed;
    },
  };
}

async function open(agency: AgencyContext, source: Source, input: ShopToOpen, index: number): Promise<Shop> {
  const { blueprint } = source;
  const id = agency.claim ? keptId(agency, source, input, index) : randomId();
  const earlier = agency.claim && (await findShop(agency, id));
  if (earlier) return earlier;
  if (input.mode === 'LIVE' && !(await source.mayGoLive()))
    throw new UserError('EMAIL_UNCONFIRMED', 'A live shop needs an owner of the agency who has confirmed his e-mail address', ['mode']);
  const currency = input.currency ?? blueprint?.shop.currency;
  if (!currency) throw new UserError('INVALID_INPUT', 'currency: is missing: every price of the shop is in it', ['currency']);
  if (blueprint && currency !== blueprint.shop.currency)
    throw new UserError('CURRENCY_MISMATCH', `The blueprint sells in ${blueprint.shop.currency}, and so do the shops made from it`, [
      'currency',
    ]);
  const locale = input.locale ?? blueprint?.shop.locale ?? agency.locale;
  // Whose mails they are is never copied: the blueprint may be another client's shop.
  const settings = { ...(blueprint?.shop.settings ?? usualSettings({ locale, currency }, null)), merchantEmail: source.merchantEmail };
  const now = new Date();
  await claimShopHandle(agency, input.handle, id);
  const shop = contextForNewShop(agency, { shopId: id, mode: input.mode, currency }, locale);
  try {
    return await transaction(shop, async (tx) => {
      const made = await insertShop(tx, {
        handle: input.handle,
        name: input.name,
        status: 'OPEN',
        locale,
        timezone: input.timezone ?? blueprint?.shop.timezone ?? 'UTC',
        settings,
        blueprintId: blueprint?.shop._id ?? null,
        createdAt: now,
        updatedAt: now,
      });
      await createDefaultLocation(tx);
      await createOrderCounter(tx);
      if (blueprint) await copyBlueprint(tx, blueprint, source.withProducts);
      await beginWithCash(tx);
      await emit(tx, { type: 'shop.created', subject: shopId.encode(id), data: { handle: input.handle, mode: input.mode } });
      return made;
    });
  } catch (error) {
    // A request with the same key made it between our look and our write.
    const winner = isDuplicateKey(error) && (await findShop(agency, id));
    if (winner) return winner;
    throw error;
  }
}

/**
 * The id of a shop that is made under an idempotency key follows from the key and the shop's input, so that a repeat knows what the
 * first made without having been told. As spread as a random one.
 */
function keptId(agency: AgencyContext, { blueprint, withProducts }: Source, input: ShopToOpen, index: number): Types.ObjectId {
  const from = [agency.agencyId.toHexString(), agency.claim!.scope, index, input, blueprint?.shop._id.toHexString(), withProducts];
  return new Types.ObjectId(createHash('sha256').update(digest(from)).digest().subarray(0, 12));
}

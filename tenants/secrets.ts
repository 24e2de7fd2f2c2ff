import type { Types } from 'mongoose';
import { config } from '#platform/config.js';
import { open, seal } from '#platform/crypto.js';
import type { ShopContext } from './context.js';

/** A secret at rest. Bound to its shop or agency and its purpose: copied elsewhere it does not open. */
export type SealedSecret = string & { readonly sealed: true };

/** The id of the key that seals now. What is sealed begins with its key's id and a point. */
export const sealingKey = (): string => config().SECRET_KEYS[0]!.id;

/** Whether secrets may be sealed under other keys than that one. */
export const hasOlderKeys = (): boolean => config().SECRET_KEYS.length > 1;

const contextOf = (shop: ShopContext, purpose: string) => `${shop.shopId.toHexString()}/${purpose}`;

export const sealSecret = (shop: ShopContext, purpose: string, secret: string): SealedSecret =>
  seal(config().SECRET_KEYS, secret, contextOf(shop, purpose)) as SealedSecret;

/** @throws {Error} when SECRET_KEYS no longer holds its key */
export const openSecret = (shop: ShopContext, purpose: string, sealed: SealedSecret): string =>
  open(config().SECRET_KEYS, sealed, contextOf(shop, purpose));

const agencyContextOf = (agencyId: Types.ObjectId, purpose: string) => `agency ${agencyId.toHexString()}/${purpose}`;

/** The same for an agency's own. */
export const sealAgencySecret = (agencyId: Types.ObjectId, purpose: string, secret: string): SealedSecret =>
  seal(config().SECRET_KEYS, secret, agencyContextOf(agencyId, purpose)) as SealedSecret;

/** @throws {Error} when SECRET_KEYS no longer holds its key */
export const openAgencySecret = (agencyId: Types.ObjectId, purpose: string, sealed: SealedSecret): string =>
  open(config().SECRET_KEYS, sealed, agencyContextOf(agencyId, purpose));

const personContextOf = (personId: Types.ObjectId, purpose: string) => `person ${personId.toHexString()}/${purpose}`;

/** The same for a person's own; and for what is about to be sent to one, under the mail's own id. */
export const sealPersonSecret = (personId: Types.ObjectId, purpose: string, secret: string): SealedSecret =>
  seal(config().SECRET_KEYS, secret, personContextOf(personId, purpose)) as SealedSecret;

/** @throws {Error} when SECRET_KEYS no longer holds its key */
export const openPersonSecret = (personId: Types.ObjectId, purpose: string, sealed: SealedSecret): string =>
  open(config().SECRET_KEYS, sealed, personContextOf(personId, purpose));

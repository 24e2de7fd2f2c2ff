import { Schema, Types } from 'mongoose';
import { digest, hashToken } from '#platform/crypto.js';
import { UserError } from '#platform/errors.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { AgencyContext, type Claim, type ShopContext } from './context.js';
import { type AgencyOwned, agencyOwned, type ShopOwned, shopOwned } from './owned.js';

/** One use of an idempotency key. */
interface ClaimDocument {
  _id: Types.ObjectId;
  /** Digest of who (token), which mutation and which key. */
  scope: string;
  /** Digest of the input it came with. */
  input: string;
  /** Ids of what was made; null while the first is still running. */
  result: string[] | null;
  /** Until then the first is left to finish; afterwards another may take over. */
  deadline: Date;
  expiresAt: Date;
}
type ShopClaim = ClaimDocument & ShopOwned;
type AgencyClaim = ClaimDocument & AgencyOwned;

const DEADLINE_MS = 60_000;
const KEPT_MS = 7 * 24 * 3600_000;

const fields = {
  scope: { type: String, required: true },
  input: { type: String, required: true },
  result: { type: [String], default: null },
  deadline: { type: Date, required: true },
  expiresAt: { type: Date, required: true },
} as const;

const shopSchema = new Schema<ShopClaim>(
  { shopId: { type: Schema.Types.ObjectId, required: true }, ...fields },
  { collection: 'idempotency_keys' },
);
shopSchema.index({ shopId: 1, scope: 1 }, { unique: true });
shopSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
export const shopClaims = shopOwned<ShopClaim>('IdempotencyKey', shopSchema, { exceptions: { expiresAt_1: 'TTL' } });

const agencySchema = new Schema<AgencyClaim>(
  { agencyId: { type: Schema.Types.ObjectId, required: true }, ...fields },
  { collection: 'agency_idempotency_keys' },
);
agencySchema.index({ agencyId: 1, scope: 1 }, { unique: true });
agencySchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
const agencyClaims = agencyOwned<AgencyClaim>('AgencyIdempotencyKey', agencySchema, { exceptions: { expiresAt_1: 'TTL' } });

type AnyContext = ShopContext | AgencyContext;
const claimsOf = (context: AnyContext) =>
  context instanceof AgencyContext ? agencyClaims.in(context) : (shopClaims.in(context) as unknown as ReturnType<typeof agencyClaims.in>);

export interface Keyed {
  /** Who: the token's or the cart's id, so that two callers' keys never meet. */
  caller: string;
  mutation: string;
  key: string;
  input: unknown;
}

export type Claimed<Context> = { kind: 'first'; context: Context } | { kind: 'repeat'; result: readonly string[] };

/**
 * Claims a key before the work begins. The first gets a context that carries the claim: the work calls `complete` in its own
 * transaction, so the change and the memory of it stand or fall together. A repeat gets the ids of what was made.
 * @throws {UserError} IDEMPOTENCY_MISMATCH (same key, other input), IDEMPOTENCY_IN_PROGRESS
 */
export async function claim<Context extends AnyContext>(context: Context, keyed: Keyed): Promise<Claimed<Context>> {
  const claims = claimsOf(context);
  const [scope, input] = [hashToken([keyed.caller, keyed.mutation, keyed.key].join('\n')), digest(keyed.input)];
  const now = Date.now();
  const fresh = {
    _id: new Types.ObjectId(),
    scope,
    input,
    result: null,
    deadline: new Date(now + DEADLINE_MS),
    expiresAt: new Date(now + KEPT_MS),
  };
  try {
    await claims.insert(fresh);
    return first(context, { claimId: fresh._id, scope });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  const earlier = await claims.findOne({ scope });
  if (!earlier) return claim(context, keyed); // released in between
  if (earlier.input !== input)
    throw new UserError('IDEMPOTENCY_MISMATCH', 'This idempotencyKey was used with another input: take a new key', ['idempotencyKey']);
  if (earlier.result) return { kind: 'repeat', result: earlier.result };
  // A new id for the taken-over claim: the first, should it still run, can no longer complete it.
  const removed = await claims.remove({ _id: earlier._id, result: null, deadline: { $lt: new Date(now) } });
  if (removed) return claim(context, keyed);
  throw new UserError('IDEMPOTENCY_IN_PROGRESS', 'The first request with this idempotencyKey is still running: ask again in a moment', [
    'idempotencyKey',
  ]);
}

const first = <Context extends AnyContext>(context: Context, claim: Claim): Claimed<Context> => ({
  kind: 'first',
  context: context.claimed(claim) as Context,
});

/** Remembers what was made. In the transaction of the change. @throws {UserError} IDEMPOTENCY_IN_PROGRESS if the claim was taken over */
export async function complete(tx: AnyContext, ...result: string[]): Promise<void> {
  if (!tx.claim) return;
  const kept = await claimsOf(tx).set({ _id: tx.claim.claimId, result: null }, { $set: { result } });
  if (!kept)
    throw new UserError('IDEMPOTENCY_IN_PROGRESS', 'Another request with this idempotencyKey took over: ask again in a moment', [
      'idempotencyKey',
    ]);
}

/** Forgets a claim whose work was refused: an answer with userErrors is not kept. */
export async function release(context: AnyContext): Promise<void> {
  if (context.claim) await claimsOf(context).remove({ _id: context.claim.claimId, result: null });
}

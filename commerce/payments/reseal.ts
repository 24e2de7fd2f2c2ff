import type { mongo, Types } from 'mongoose';
import { log } from '#platform/log.js';
import { acrossShops, agencyForJob, hasOlderKeys, peopleSecrets, sealingKey, shopForJob } from '#tenants/index.js';
import { type PaymentAccount, paymentAccounts } from './account.model.js';
import { resealApplication } from './onboarding/kept.js';
import { type Onboarding, onboardings } from './onboarding/onboarding.model.js';
import { openPlatform, openSecrets, openSigning, sealAll, sealPlatform, sealPlatformSigning, sealSigning } from './opened.js';
import { type PaymentPlatform, platforms } from './platform.model.js';

interface Keeper {
  _id: Types.ObjectId;
}

/** One kind of documents with secrets at rest. */
interface Place {
  collection: string;
  /** What is sealed in a document, as MongoDB finds it. */
  sealed: mongo.Document;
  /** Only over what was read: false where somebody changed it meanwhile, and so has sealed it himself. */
  reseal(keeper: Keeper): Promise<boolean>;
}

/** Secrets by name, and what callbacks are signed with. */
const SECRETS_AND_SIGNING = {
  $concatArrays: [{ $map: { input: { $objectToArray: { $ifNull: ['$secrets', {}] } }, in: '$$this.v' } }, { $ifNull: ['$signing', []] }],
};

const places = (): readonly Place[] => [
  ...peopleSecrets(),
  { collection: paymentAccounts.name, sealed: SECRETS_AND_SIGNING, reseal: (keeper) => resealAccount(keeper as PaymentAccount) },
  { collection: platforms.name, sealed: SECRETS_AND_SIGNING, reseal: (keeper) => resealPlatform(keeper as PaymentPlatform) },
  {
    collection: onboardings.name,
    sealed: { $cond: ['$application', ['$application'], []] },
    reseal: async (keeper) => {
      const onboarding = keeper as Onboarding;
      return resealApplication(await shopForJob(onboarding.shopId, 'seal secrets anew'), onboarding);
    },
  },
];

async function resealAccount(account: PaymentAccount): Promise<boolean> {
  const { _id, shopId, secrets, signing } = account;
  const shop = await shopForJob(shopId, 'seal secrets anew');
  const anew = {
    secrets: sealAll(shop, _id, openSecrets(shop, account)),
    signing: sealSigning(shop, _id, openSigning(shop, account)),
  };
  return paymentAccounts.in(shop).set({ _id, secrets, signing }, { $set: anew });
}

async function resealPlatform(platform: PaymentPlatform): Promise<boolean> {
  const { _id, agencyId, secrets, signing } = platform;
  const open = openPlatform(platform);
  const anew = { secrets: sealPlatform(agencyId, _id, open.secrets), signing: sealPlatformSigning(agencyId, _id, open.signing) };
  return platforms.in(agencyForJob(agencyId, 'seal secrets anew')).set({ _id, secrets, signing }, { $set: anew });
}

/** The ids of the keys that a document's secrets are sealed under. */
const keysOf = (sealed: mongo.Document) => ({ $map: { input: sealed, in: { $arrayElemAt: [{ $split: ['$$this', '.'] }, 0] } } });

const underOthers = (sealed: mongo.Document, key: string): mongo.Filter<Keeper> =>
  ({
    $expr: { $anyElementTrue: [{ $map: { input: keysOf(sealed), in: { $ne: ['$$this', { $literal: key }] } } }] },
  }) as mongo.Filter<Keeper>;

const A_BATCH = 100;
const SLICE_MS = 1500;
/** Another process that still seals under the key before leaves work behind: all is looked through once more after so long. */
const AGAIN_AFTER_MS = 3600_000;

/** Where this process goes on; without it, another begins anew, which harms nothing. */
let walk: { key: string; place: number; after: Types.ObjectId | null; restUntil: number } | undefined;

/**
 * Seals anew what is sealed under an older key of SECRET_KEYS, a slice at a time; the newest is the first of the list. When nothing
 * is left (`sealedSecrets`), the older keys can go. Answers how many documents were sealed anew.
 */
export async function resealSecrets(now = Date.now()): Promise<number> {
  if (!hasOlderKeys()) return 0;
  const key = sealingKey();
  if (walk?.key !== key) walk = { key, place: 0, after: null, restUntil: 0 };
  if (walk.restUntil > now) return 0;
  let done = 0;
  const until = Date.now() + SLICE_MS;
  do {
    const { collection, sealed, reseal } = places()[walk.place]!;
    const keepers = acrossShops<Keeper>(collection, 'secrets are sealed under the newest key');
    const beyond = walk.after ? { _id: { $gt: walk.after } } : {};
    const batch = await keepers.find({ ...beyond, ...underOthers(sealed, key) } as mongo.Filter<Keeper>, {
      sort: { _id: 1 },
      limit: A_BATCH,
    });
    for (const keeper of batch) if (await sealedAnew(collection, keeper, reseal)) done += 1;
    if (batch.length === A_BATCH) walk.after = batch.at(-1)!._id;
    else if (walk.place + 1 < places().length) Object.assign(walk, { place: walk.place + 1, after: null });
    else Object.assign(walk, { place: 0, after: null, restUntil: now + AGAIN_AFTER_MS });
  } while (walk.restUntil <= now && Date.now() < until);
  if (done > 0) log.info({ documents: done, key }, 'Secrets were sealed under the newest key');
  return done;
}

async function sealedAnew(collection: string, keeper: Keeper, reseal: (keeper: Keeper) => Promise<boolean>): Promise<boolean> {
  try {
    return await reseal(keeper);
  } catch (err) {
    // One whose key is gone holds up no other: it is left, and counted.
    log.error({ err, collection, id: keeper._id.toHexString() }, 'Secrets could not be sealed anew: is their key still in SECRET_KEYS?');
    return false;
  }
}

/** How many secrets are sealed under which key, by collection; `left`: those that are not under the newest. For an operator. */
export interface SealedSecrets {
  newest: string;
  left: number;
  collections: Record<string, Record<string, number>>;
}

export async function sealedSecrets(): Promise<SealedSecrets> {
  const found: SealedSecrets = { newest: sealingKey(), left: 0, collections: {} };
  for (const { collection, sealed } of places()) {
    const counted = await acrossShops<Keeper>(collection, 'an operator asks for the keys in use').aggregate<{ _id: string; count: number }>(
      [
        { $project: { keys: keysOf(sealed) } },
        { $unwind: '$keys' },
        { $group: { _id: '$keys', count: { $sum: 1 } } },
        { $sort: { _id: 1 } },
      ],
    );
    found.collections[collection] = Object.fromEntries(counted.map(({ _id, count }) => [_id, count]));
    for (const { _id, count } of counted) if (_id !== found.newest) found.left += count;
  }
  return found;
}

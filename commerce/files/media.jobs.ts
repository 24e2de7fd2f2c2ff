import type { Again, AgencyContext, OutboxEvent, ShopContext } from '#tenants/index.js';
import { addressHashOf } from './addresses.js';
import { fileAt, type Means, usualMeans } from './fetching.js';
import { keepPicture } from './keeping.js';
import { wantMedia } from './media.js';
import { type MediaFile, mediaFiles } from './media.model.js';
import { mediaStates } from './media.state.js';
import { ownerOf } from './owner.js';
import { PictureProblem } from './picture.problem.js';

/** Then the job begins no other picture, makes room and is queued again. */
const SLICE_MS = 1500;
/** So many pictures of one job are on their way at once. */
const AT_ONCE = 3;
/** Whoever has taken a picture up has so long; then it is another's. Longer than to fetch, draw and keep one may take. */
const CLAIM_MS = 60_000;
/** After the first attempt that failed, after the second, after the third; the fourth is the last. */
const RETRY_MS = [5_000, 30_000, 180_000];

/**
 * One slice of fetching the pictures of a shop's products: takes up one after the other until its time is up. Several jobs may have the
 * same pictures to fetch: each is taken up by one, and whoever dies over it is followed by another after a minute.
 */
export async function fetchMedia(
  shop: ShopContext,
  { data }: Pick<OutboxEvent, 'data'>,
  means: Means = usualMeans(),
): Promise<Again | undefined> {
  const until = Date.now() + SLICE_MS;
  const agency = ownerOf(shop);
  const wanted = await wantMedia(agency, data.addresses as string[]);
  const queue = [...wanted];
  const work = async (): Promise<void> => {
    while (queue.length > 0 && Date.now() < until) await fetchOne(agency, queue.shift()!, means);
  };
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return goOn(agency, wanted);
}

/** With what is left of the addresses: at once while something is due, otherwise when the first of them is. */
async function goOn(agency: AgencyContext, addresses: readonly string[]): Promise<Again | undefined> {
  const filter = { addressHash: { $in: addresses.map(addressHashOf) }, state: 'WAITING' } as const;
  const left = await mediaFiles.in(agency).find(filter, { fields: ['address', 'nextAttemptAt'] });
  if (left.length === 0) return undefined;
  const at = new Date(Math.min(...left.map(({ nextAttemptAt }) => nextAttemptAt.getTime())));
  return { again: true, data: { addresses: left.map(({ address }) => address) }, ...(at > new Date() ? { at } : {}) };
}

/** Takes one picture up, unless it is not due or somebody else has. @throws {Error} of our own: then it waits as it did before */
async function fetchOne(agency: AgencyContext, address: string, means: Means): Promise<void> {
  const mine = mediaFiles.in(agency);
  const now = new Date();
  const claim = new Date(now.getTime() + CLAIM_MS);
  const taken = await mine.update(
    { addressHash: addressHashOf(address), state: { $in: mediaStates.startsOf('keep') }, nextAttemptAt: { $lte: now } },
    { $set: { nextAttemptAt: claim, updatedAt: now }, $inc: { attempts: 1 } },
  );
  if (!taken) return;
  // Who comes too late finds another's claim, and changes nothing.
  const still = { _id: taken._id, state: taken.state, nextAttemptAt: claim };
  try {
    if (taken.attempts > RETRY_MS.length + 1) throw new PictureProblem('INTERRUPTED', 'The picture could not be worked: give another');
    const kept = await keepPicture(agency, await fileAt(agency, address, means));
    await mine.set(still, { $set: { ...kept, state: 'READY', problem: null, updatedAt: new Date() } });
  } catch (error) {
    if (!(error instanceof PictureProblem)) {
      await mine.set(still, { $set: { nextAttemptAt: now }, $inc: { attempts: -1 } });
      throw error;
    }
    await mine.set(still, { $set: afterProblem(taken, error) });
  }
}

function afterProblem({ attempts }: MediaFile, { code, message, mayPass }: PictureProblem) {
  const told = { problem: { code, message }, updatedAt: new Date() };
  const delay = RETRY_MS[attempts - 1];
  if (!mayPass || delay === undefined) return { ...told, state: 'FAILED' as const };
  return { ...told, nextAttemptAt: new Date(Date.now() + Math.max(delay, mayPass.afterMs)) };
}

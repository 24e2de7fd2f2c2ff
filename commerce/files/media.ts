import { config } from '#platform/config.js';
import { type AgencyContext, agencyId, plan, type ShopContext } from '#tenants/index.js';
import { addressHashOf } from './addresses.js';
import { type MediaFile, mediaFiles } from './media.model.js';
import { mediaStates } from './media.state.js';
import { ownerOf } from './owner.js';

type Where = AgencyContext | ShopContext;

/** A picture that has failed is left alone for so long, whoever names it. */
const REST_MS = 3600_000;
/** So many addresses stand in one row of the outbox. */
const MOST_A_ROW = 200;
/** What is shown where one picture is asked for. Pixels. */
const USUAL_WIDTH = 1080;

const unique = (addresses: readonly string[]): string[] => [...new Set(addresses)];
const allOf = (addresses: readonly string[]) => ({ addressHash: { $in: unique(addresses).map(addressHashOf) } });

/** As it is before anybody has looked at it. */
const waiting = (now: Date) => ({ state: 'WAITING', attempts: 0, nextAttemptAt: now, problem: null, updatedAt: now }) as const;

/**
 * Writes down that there are these pictures, each once for the agency, however often it is named: from then on `ownAddresses` knows them.
 * What is known already stays as it is.
 */
export async function noteMedia(where: Where, addresses: readonly string[]): Promise<void> {
  if (addresses.length === 0) return;
  const now = new Date();
  const empty = { hash: null, contentType: null, bytes: null, width: null, height: null, widths: [], createdAt: now };
  // Two who want the same at once: one is refused as a duplicate, and what he wanted is there.
  await mediaFiles.in(ownerOf(where)).bulkWrite(
    unique(addresses).map((address) => ({
      update: { addressHash: addressHashOf(address) },
      change: { $setOnInsert: { address, ...waiting(now), ...empty } },
      upsert: true,
    })),
  );
}

/**
 * Writes down that these pictures are wanted. One that has failed an hour ago or longer is tried anew. Answers the addresses that are not
 * there yet and will be fetched: `planMedia` has that done.
 */
export async function wantMedia(where: Where, addresses: readonly string[]): Promise<string[]> {
  const mine = mediaFiles.in(ownerOf(where));
  if (addresses.length === 0) return [];
  const now = new Date();
  const wanted = unique(addresses);
  await noteMedia(where, wanted);
  await mine.updateMany(
    { ...allOf(wanted), state: { $in: mediaStates.startsOf('tryAgain') }, updatedAt: { $lte: new Date(now.getTime() - REST_MS) } },
    { $set: waiting(now) },
  );
  return (await mine.find({ ...allOf(wanted), state: 'WAITING' }, { fields: ['address'] })).map(({ address }) => address);
}

/**
 * Has these pictures fetched by the worker, in the transaction of the change that names them. To have it done twice is harmless;
 * `wantMedia` before the transaction tells which are not there yet.
 */
export async function planMedia(tx: ShopContext, addresses: readonly string[]): Promise<void> {
  const wanted = unique(addresses);
  for (let at = 0; at < wanted.length; at += MOST_A_ROW) {
    await plan(tx, { type: 'media.fetch', queue: 'media', data: { addresses: wanted.slice(at, at + MOST_A_ROW) } });
  }
}

/** What is known of each address, in their order; null for one that nobody has wanted yet. */
export async function mediaOf(where: Where, addresses: readonly string[]): Promise<(MediaFile | null)[]> {
  if (addresses.length === 0) return [];
  const found = await mediaFiles.in(ownerOf(where)).find(allOf(addresses));
  const byAddress = new Map(found.map((file) => [file.address, file]));
  return addresses.map((address) => byAddress.get(address) ?? null);
}

/** Why a picture is not there, for a report on what was brought in. */
export interface MediaProblem {
  address: string;
  code: 'PICTURE_FAILED';
  message: string;
}

/** Those of the pictures that have failed, with the reason. */
export async function mediaProblems(where: Where, addresses: readonly string[]): Promise<MediaProblem[]> {
  if (addresses.length === 0) return [];
  const failed = await mediaFiles.in(ownerOf(where)).find({ ...allOf(addresses), state: 'FAILED' }, { fields: ['address', 'problem'] });
  return failed.map(({ address, problem }) => ({
    address,
    code: 'PICTURE_FAILED',
    message: problem?.message ?? 'The picture could not be had',
  }));
}

/** A file of a picture that is there, as the storefront and everybody else may load it. */
export const mediaUrl = ({ agencyId: agency, hash }: Pick<MediaFile, 'agencyId' | 'hash'>, width: number): string =>
  `${config().publicUrl}/media/${agencyId.encode(agency)}/${hash}/${width}.webp`;

/** Where an uploaded picture will be found as soon as it is there: the door sends on to its file. */
export const waitingUrl = (where: Where, address: string): string =>
  `${config().publicUrl}/media/${agencyId.encode(where.agencyId)}/of/${addressHashOf(address)}`;

/** Of the widths that there are, the one to show where one is asked for. */
export const usualWidthOf = ({ widths }: Pick<MediaFile, 'widths'>): number =>
  widths.filter((width) => width <= USUAL_WIDTH).at(-1) ?? widths[0]!;

import { z } from 'zod';
import { NewImport } from '#commerce/imports/index.js';
import { NotFound, UserError } from '#platform/errors.js';
import { type Waiting, waitingSince } from '#platform/waiting.js';
import { complete, outbox, plan, type ShopContext, transaction } from '#tenants/index.js';
import { type Feed, feedId, feeds } from './feed.model.js';

const MOST_FEEDS = 20;
export const HOUR_MS = 3600_000;

const Address = z
  .string()
  .trim()
  .max(2000)
  .refine((text) => /^https?:\/\//i.test(text) && URL.canParse(text), 'takes an http or https address')
  .refine((text) => {
    const { username, password } = URL.parse(text) ?? { username: '', password: '' };
    return username === '' && password === '';
  }, 'takes an address without a user name or password: give the source another way to know you, like a token in its query');

const fields = {
  url: Address,
  everyHours: z.int().min(1).max(168),
  format: z.string().max(40).nullish(),
  mapping: z.string().max(100).nullish(),
  options: z.record(z.string(), z.unknown()).nullish(),
};

export const NewFeed = z.object(fields);
export type NewFeed = z.output<typeof NewFeed>;

export const FeedChange = z.object({
  ...fields,
  url: Address.nullish(),
  everyHours: fields.everyHours.nullish(),
  status: z.enum(['ACTIVE', 'PAUSED'], 'takes ACTIVE or PAUSED').nullish(),
});
export type FeedChange = z.output<typeof FeedChange>;

/** Who asks may use the saved mappings of his agency. */
interface Asker {
  wholeAgency: boolean;
}

type Manner = Pick<Feed, 'format' | 'mapping' | 'options'>;

/** How a feed's file is imported: as an upsert, unless its options say otherwise. */
export const importOf = ({ format, mapping, options }: Manner, upload: string): NewImport =>
  NewImport.parse({ ...options, ...(format ? { format } : {}), ...(mapping ? { mapping } : {}), upload });

/** Given beside the options, each checked there, or by the feed itself. */
const NO_OPTIONS = ['upload', 'format', 'mapping'];

/** @throws {UserError} INVALID_INPUT for what no import takes */
function checkManner(manner: Manner, { wholeAgency }: Asker): void {
  const misplaced = NO_OPTIONS.find((name) => name in manner.options);
  if (misplaced) {
    const why = misplaced === 'upload' ? 'the feed brings its own file' : `give it as the feed's own ${misplaced}`;
    throw new UserError('INVALID_INPUT', `options.${misplaced}: is no option of a feed: ${why}`, ['options', misplaced]);
  }
  if (manner.mapping && !wholeAgency) throw new NotFound(manner.mapping, ['mapping']);
  try {
    importOf(manner, '');
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const [{ path, message }] = error.issues as [z.core.$ZodIssue];
    const field = path[0] === 'format' || path[0] === 'mapping' ? path.map(String) : ['options', ...path.map(String)];
    throw new UserError('INVALID_INPUT', `${field.join('.')}: ${message}`, field);
  }
}

/**
 * A catalog that is fetched every so many hours from now on, for the first time at once.
 * @throws {UserError} INVALID_INPUT, NOT_FOUND, TOO_MANY_FEEDS
 */
export async function createFeed(shop: ShopContext, input: NewFeed, asker: Asker): Promise<Feed> {
  const manner = { format: input.format ?? null, mapping: input.mapping ?? null, options: input.options ?? {} };
  checkManner(manner, asker);
  const now = new Date();
  return transaction(shop, async (tx) => {
    if ((await feeds.in(tx).count({}, MOST_FEEDS)) >= MOST_FEEDS)
      throw new UserError('TOO_MANY_FEEDS', `A shop has at most ${MOST_FEEDS} feeds: delete one`);
    const made = await feeds.in(tx).insert({
      url: input.url,
      everyHours: input.everyHours,
      ...manner,
      status: 'ACTIVE',
      failures: 0,
      lastError: null,
      nextRunAt: now,
      lastRunAt: null,
      lastImportId: null,
      awaiting: false,
      fetchingUntil: null,
      etag: null,
      lastModified: null,
      createdAt: now,
      updatedAt: now,
    });
    await complete(tx, feedId.encode(made._id));
    return made;
  });
}

/**
 * What is left out stays as it is. ACTIVE brings a feed back that was paused or disabled, and has it fetched at once.
 * @throws {UserError} INVALID_INPUT, NOT_FOUND
 */
export async function updateFeed(shop: ShopContext, id: string, input: FeedChange, asker: Asker): Promise<Feed> {
  const found = await getFeed(shop, id);
  const manner = {
    format: input.format === undefined ? found.format : input.format,
    mapping: input.mapping === undefined ? found.mapping : input.mapping,
    options: input.options ?? found.options,
  };
  checkManner(manner, { wholeAgency: asker.wholeAgency || manner.mapping === found.mapping });
  const now = new Date();
  const everyHours = input.everyHours ?? found.everyHours;
  const revived = input.status === 'ACTIVE' && found.status !== 'ACTIVE';
  const soonest = new Date((found.lastRunAt ?? now).getTime() + everyHours * HOUR_MS);
  const changed = await feeds.in(shop).update(
    { _id: found._id },
    {
      $set: {
        ...manner,
        url: input.url ?? found.url,
        everyHours,
        ...(input.status ? { status: input.status } : {}),
        ...(revived ? { failures: 0, lastError: null } : {}),
        ...(revived ? { nextRunAt: now } : everyHours === found.everyHours ? {} : { nextRunAt: soonest }),
        // The same file is another catalog now, or another file is.
        etag: null,
        lastModified: null,
        updatedAt: now,
      },
    },
  );
  if (!changed) throw new NotFound(id, ['feed']);
  return changed;
}

/** What it brought stays. Answers it as it was. @throws {NotFound} */
export async function deleteFeed(shop: ShopContext, id: string): Promise<Feed> {
  const found = await getFeed(shop, id);
  if (!(await feeds.in(shop).remove({ _id: found._id }))) throw new NotFound(id, ['feed']);
  return found;
}

/**
 * Has it fetched now, besides its hours, a paused one too. One that is being fetched, or is about to be, is not fetched once more.
 * @throws {UserError} NOT_FOUND; WRONG_STATE for one that is disabled
 */
export async function runFeed(shop: ShopContext, id: string): Promise<Feed> {
  const found = await getFeed(shop, id);
  if (found.status === 'DISABLED')
    throw new UserError('WRONG_STATE', 'The feed is DISABLED: mend what its lastError says, and set its status to ACTIVE', ['feed']);
  await transaction(shop, async (tx) => {
    // A write, so that of two who ask at once the second sees what the first has planned.
    const now = await feeds.in(tx).update({ _id: found._id }, { $inc: { asked: 1 } });
    if (now && !(now.fetchingUntil && now.fetchingUntil > new Date())) await planFetch(tx, now);
  });
  return found;
}

/** Plans nothing where a fetch is planned already. */
export async function planFetch(tx: ShopContext, { _id }: Pick<Feed, '_id'>): Promise<void> {
  const subject = feedId.encode(_id);
  if ((await outbox.in(tx).count({ subject, type: 'feed.fetch', state: { $in: ['PENDING', 'HANDED'] } }, 1)) > 0) return;
  await plan(tx, { type: 'feed.fetch', queue: 'feeds', data: { feed: subject }, subject });
}

/** @throws {NotFound} for an id of another shop too */
export async function getFeed(shop: ShopContext, id: string): Promise<Feed> {
  const found = await feeds.in(shop).findOne({ _id: feedId.decode(id, ['feed']) });
  if (!found) throw new NotFound(id, ['feed']);
  return found;
}

/** Those that failed too often in a row, and are fetched no more. */
export async function feedsWaiting(shop: ShopContext): Promise<Waiting> {
  const found = await feeds.in(shop).find({ status: 'DISABLED' }, { limit: 2 * MOST_FEEDS, fields: ['updatedAt'] });
  return waitingSince(found.map(({ updatedAt }) => updatedAt));
}

/** All of a shop, the newest first. */
export const listFeeds = (shop: ShopContext): Promise<Feed[]> => feeds.in(shop).find({}, { sort: { _id: -1 }, limit: 2 * MOST_FEEDS });

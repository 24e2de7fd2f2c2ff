import { mediaOf } from '#commerce/files/index.js';
import { type SetOptions, type SetResult, setChecked } from '#commerce/inventory/index.js';
import { untilUncrossed } from '#platform/mongo.js';
import { type ShopContext, transaction } from '#tenants/index.js';
import { account, lookAgain } from './account.js';
import type { Candidate } from './candidates.js';
import { type Import, importPictures } from './import.model.js';
import { restForNewcomers } from './newcomers.js';
import { settingOf } from './options.js';
import { type Outcome, settled } from './outcome.js';
import { type PreparedPart, preparedAhead, preparePart } from './prepare-part.js';
import { leadOldAddresses } from './references.js';
import type { ReadPart, Source } from './source.model.js';
import { tryPart } from './try-part.js';

/**
 * Takes an import one part further: the part is written, or tried where it is a dry run. Answers the import as it is afterwards.
 * @throws {Overtaken}
 */
export const takePart = (shop: ShopContext, current: Import, source: Source, part: ReadPart): Promise<Import> =>
  current.options.dryRun ? tryPart(shop, current, source, part) : writePart(shop, current, source, part);

/**
 * Writes one part of the file into the shop: products, stock, problems, counts and checkpoint in one transaction, so that a run that dies
 * is done again as if it had not been. A cancel that comes before its end is obeyed at once: nothing of the part is in then.
 * @throws {Overtaken}
 */
async function writePart(shop: ShopContext, current: Import, source: Source, part: ReadPart): Promise<Import> {
  const look = () => lookAgain(shop, current);
  const prepared =
    (await preparedAhead(current, part)) ?? (await preparePart(shop, current, source, part, restForNewcomers(current, look)));
  const { candidates } = prepared;
  const options = settingOf(current._id, current.options);
  const missing = await picturesMissing(shop, candidates);
  let after: Import | null = null;
  let tried = false;
  const settle = (outer: ShopContext, results: readonly SetResult[]) =>
    transaction(outer, async (tx) => {
      const outcome = await settled(tx, source, options, candidates, results);
      tried = true;
      after = await account(tx, current, source, part, prepared, outcome);
      await follow(tx, current, outcome, missing);
    });
  const standBack = restForNewcomers(current, look);
  const rest = async () => {
    if (tried) await look(); // who crossed it is most often a cancel
    await standBack();
  };
  await setInOne(shop, prepared, { ...options, settle, rest });
  return after!;
}

/** What setProducts would do in several transactions is done in one of ours: that some of a part is in and not counted shall not be. */
async function setInOne(shop: ShopContext, { candidates, several, ahead }: PreparedPart, options: SetOptions): Promise<void> {
  if (several) await untilUncrossed(() => transaction(shop, (tx) => setChecked(tx, candidates, options)));
  else await setChecked(shop, candidates, options, ahead);
}

/** Addresses of pictures that nobody has fetched yet. Read before the transaction: what comes in between is only fetched again. */
async function picturesMissing(shop: ShopContext, candidates: readonly Candidate[]): Promise<Set<string>> {
  const addresses = [...new Set(candidates.flatMap(picturesIn))];
  const known = await mediaOf(shop, addresses);
  return new Set(addresses.filter((_address, at) => known[at]?.state !== 'READY'));
}

const picturesIn = ({ item }: Candidate): string[] => [
  ...(item.media ?? []).map(({ url }) => url),
  ...(item.variants ?? []).flatMap(({ image }) => image ?? []),
];

/** What follows from products that came or changed: their pictures are fetched, and their old addresses lead to them. */
async function follow(tx: ShopContext, current: Import, { written }: Outcome, missing: ReadonlySet<string>): Promise<void> {
  const changed = written.filter(({ result }) => result.outcome !== 'unchanged');
  const pictures = changed.flatMap(({ candidate }) =>
    [...new Set(picturesIn(candidate))]
      .filter((address) => missing.has(address))
      .map((address) => ({ row: candidate.product.rows[0]!, address })),
  );
  if (pictures.length > 0) await importPictures.in(tx).insert({ importId: current._id, pictures });
  if (!current.options.redirects) return;
  const moved = changed.flatMap(({ candidate: { product }, result }) =>
    product.redirectFrom?.length ? [{ from: product.redirectFrom, product: result.productId!, handle: result.handle! }] : [],
  );
  if (moved.length > 0) await leadOldAddresses(tx, moved);
}

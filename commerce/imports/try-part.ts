import { setChecked } from '#commerce/inventory/index.js';
import { untilUncrossed } from '#platform/mongo.js';
import { rolledBack, type ShopContext, transaction } from '#tenants/index.js';
import { account, lookAgain } from './account.js';
import type { Refer } from './candidates.js';
import { claim, namedBefore } from './claims.js';
import type { Import } from './import.model.js';
import { meetingsOf } from './meetings.js';
import { restForNewcomers } from './newcomers.js';
import { settingOf } from './options.js';
import { type Outcome, settled } from './outcome.js';
import { type PreparedLines, prepareLines } from './prepare-part.js';
import type { CanonicalLine } from './reading/canonical.js';
import { linesOf } from './reading/tasks.js';
import { makeReferences, newIn, referencesFor } from './references.js';
import type { ReadPart, Source } from './source.model.js';

/**
 * Finds out what writePart would do with a part, as if all parts before it were in: tells its problems and moves the checkpoint, and leaves
 * the shop as it is. Most products of a file have nothing to do with each other, and are planned without a lock on anything. Where their
 * names meet, they are written, behind those that they meet, in a transaction that is taken back.
 * @throws {Overtaken}
 */
export async function tryPart(shop: ShopContext, current: Import, source: Source, part: ReadPart): Promise<Import> {
  const lines = await linesOf(part.key);
  const before = await namedBefore(shop, current);
  const { earlier, among } = await meetingsOf(
    shop,
    current,
    source,
    lines.filter((line) => 'product' in line),
  );
  const rest = restForNewcomers(current, () => lookAgain(shop, current));
  const coming = { current, source, rest };
  const behindOthers = async (tx: ShopContext) => {
    await makeReferences(tx, before);
    const real = { ...coming, current: asReal(current) };
    for (const some of earlier) await come(tx, real, some);
    return come(tx, real, lines);
  };
  const { prepared, outcome } =
    earlier.length > 0 || among
      ? await untilUncrossed(() => rolledBack(shop, behindOthers))
      : await come(shop, coming, lines, (where, products) => referencesFor(where, products, before));
  return transaction(shop, async (tx) => {
    const moved = await account(tx, current, source, part, prepared, outcome);
    await claim(tx, current, part, outcome, newIn(prepared.named, before));
    return moved;
  });
}

interface Coming {
  current: Import;
  source: Source;
  rest: () => Promise<void>;
}

/** What comes of these lines as the import is set. */
async function come(
  shop: ShopContext,
  { current, source, rest }: Coming,
  lines: readonly CanonicalLine[],
  refer?: Refer,
): Promise<{ prepared: PreparedLines; outcome: Outcome }> {
  const prepared = await prepareLines(shop, current, source, lines, { rest, refer });
  const options = { ...settingOf(current._id, current.options), rest };
  const results = await setChecked(shop, prepared.candidates, options);
  return { prepared, outcome: await settled(shop, source, options, prepared.candidates, results) };
}

/** The same import in earnest. What is there by now is looked for: it has not come as the import counts it. */
const asReal = ({ intoEmpty: _intoEmpty, ...current }: Import): Import => ({ ...current, options: { ...current.options, dryRun: false } });

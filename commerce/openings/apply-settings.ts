import { isDeepStrictEqual } from 'node:util';
import { UNDO_MS } from '#commerce/inventory/index.js';
import { changeShop, getShop, type ShopContext, transaction } from '#tenants/index.js';
import { advance, stepAfter } from './checkpoint.js';
import { type ApplicationLine, applicationChanges, type BlueprintApplication } from './rollout.model.js';
import { keepTaken, type SettingName, settingsThatTravel, takenOf } from './takings.js';

/**
 * Gives the shop the settings of its blueprint, in one transaction. One that is no longer what the shop last took was edited there, and
 * stays; so does one of which nobody knows what was taken.
 */
export async function applySettings(blueprint: ShopContext, shop: ShopContext, current: BlueprintApplication): Promise<void> {
  const { blueprintShopId, dryRun } = current;
  const wanted = settingsThatTravel(await getShop(blueprint));
  await transaction(shop, async (tx) => {
    const { settings } = await getShop(tx);
    const taken = await takenOf(tx, blueprintShopId, 'SETTING');
    const changed = new Map<string, unknown>();
    const nowTaken = new Map<string, unknown>();
    const lines: ApplicationLine[] = [];
    for (const [name, value] of wanted) {
      const now = settings[name];
      const same = isDeepStrictEqual(now, value);
      const isOwn = !same && now !== undefined && !(taken.has(name) && isDeepStrictEqual(taken.get(name), now));
      if (!isOwn) nowTaken.set(name, value);
      if (!isOwn && !same) changed.set(name, value);
      if (!same) lines.push({ kind: 'SETTING', subject: name, outcome: isOwn ? 'KEPT' : 'UPDATED', fields: [] });
    }
    if (!dryRun) {
      if (changed.size > 0) await changeShop(tx, { settings: Object.fromEntries(changed) });
      await keepTaken(tx, blueprintShopId, 'SETTING', nowTaken);
      await applicationChanges.in(tx).insertMany(
        [...changed].map(([key, after]) => ({
          applicationId: current._id,
          kind: 'SETTING' as const,
          key,
          ...(settings[key as SettingName] === undefined ? {} : { before: settings[key as SettingName] }),
          after,
          ...(taken.has(key) ? { taken: taken.get(key) } : {}),
          expiresAt: new Date(Date.now() + UNDO_MS),
        })),
      );
    }
    const counts = { settingsChanged: changed.size, settingsKept: lines.length - changed.size };
    await advance(tx, current, { next: stepAfter(current, 'SETTINGS'), counts, lines });
  });
}

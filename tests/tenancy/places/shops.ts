import { applicationId, BlueprintApply, NewShop, openShop, rolloutId, startRollout } from '#commerce/openings/index.js';
import { applications } from '#commerce/openings/rollout.model.js';
import { changeShop, shopId, shopOfAgency } from '#tenants/index.js';
import { named, once } from '../once.js';
import type { Ground } from './ground.js';

/** The shop's own settings, and the other shops of its agency. */
export function shopsOn(ground: Ground) {
  const { shop, mark, tenant } = ground;
  const sellingIn = (currency: 'CNY' | 'USD') =>
    named(shopId, () => {
      const wish = { name: mark, handle: `${mark}-${currency.toLowerCase()}`, currency, locale: 'en' };
      return openShop(tenant.agency, NewShop.parse(wish));
    });
  const others = { CNY: sellingIn('CNY'), USD: sellingIn('USD') };
  /** Another shop of the same agency, which sells in this currency. */
  const otherShop = (currency: 'CNY' | 'USD') => others[currency]();

  /** One that has stopped, since its first shop could not take the prices of its blueprint: it may be continued, cancelled and undone. */
  const rollout = named(rolloutId, async () => {
    const blueprint = await shopOfAgency(tenant.agency, await otherShop('USD'));
    const second = await shopOfAgency(tenant.agency, await otherShop('CNY'));
    const { dryRun, parts } = BlueprintApply.parse({ blueprint: '' });
    const started = await startRollout(blueprint, [shop, second], { dryRun, parts });
    await ground.settle();
    return started;
  });

  return {
    otherShop,
    rollout,
    blueprintApplication: async () => {
      await rollout();
      return applicationId.encode((await applications.in(shop).findOne({}))!._id);
    },
    /** Whatever is in stock is little. */
    lowStock: once(() => changeShop(shop, { settings: { lowStock: 1000 } })),
  };
}

import { randomBytes } from 'node:crypto';
import { openBlueprint, openShops, signUp } from './agency.js';
import { order } from './buying.js';
import { addProduct, importCatalog } from './catalog.js';
import { checkEffects } from './effects.js';
import { connectStripe, payByHand, payOnline, startStripe } from './paying.js';
import { importTaobaoPack, undoTaobaoPack } from './taobao.js';

/** Does one step of the journey and tells what it was. */
export type Step = <T>(what: string, work: () => Promise<T>) => Promise<T>;

/** The main job from sign-up to paid order, through the public doors of one host. @throws {Error} on any difference */
export async function journey(host: string, step: Step, leaveUnpaid: boolean): Promise<void> {
  const run = randomBytes(3).toString('hex');
  const { door, agency } = await step('an agency signs up and makes an access token', () => signUp(host, run));
  const blueprint = await step('a blueprint: a shop with a collection and cash on delivery', () => openBlueprint(door, agency, run));
  const shops = await step('three shops are opened from it at once', () => openShops(door, agency, blueprint, run));
  await step('a catalog file goes into all of them, its bad row is told', () => importCatalog(door, agency, shops, 'first'));
  await step('the same file again changes nothing', () => importCatalog(door, agency, shops, 'again'));
  const shop = shops[0]!;
  await step('a Taobao pack is recognised, comes in, and shoppers find it', () => importTaobaoPack(door, agency, shop));
  await step('it is taken back: what it brought goes, the rest stays', () => undoTaobaoPack(door, shop));
  await step('a product is added by hand, and its stock set', () => addProduct(door, shop));
  const byHand = await step('a shopper fills a cart and orders it', () => order(door, host, shop));
  await step('the order is paid on delivery', () => payByHand(door, host, shop, byHand));
  await step('a Stripe account is connected, its endpoint made', () => connectStripe(door, shop));
  const online = await step('a second order is placed', () => order(door, host, shop));
  const page = await step('its payment starts: the buyer is led to Stripe', () => startStripe(host, shop, online));
  await step('he pays; the signed callback settles the order', () => payOnline(host, shop, online, page));
  await step('mails went out once, and the events tell it in order', () => checkEffects(door, shop, [byHand, online]));
  if (leaveUnpaid) {
    const unpaid = await step('a third order is left unpaid', () => order(door, host, shop));
    console.log(`\nOrder ${unpaid.number} of ${shop.handle} waits to be paid. Its token: ${unpaid.token}`);
  }
}

import { randomBytes } from 'node:crypto';
import type { Door } from '../doors.js';
import { openBlueprint, openShops, type Shop, signUp } from './agency.js';
import { checkBooks, fen, readStatements } from './books.js';
import { order } from './buying.js';
import { addProduct, importCatalog } from './catalog.js';
import { checkEffects } from './effects.js';
import { aStripeKey, connect, payByHand, payOnline, startOnline } from './paying.js';
import { connectPlatforms, payBelow, takeOnAtStripe, takeOnAtWechatPay } from './platform.js';
import { checkMethods, connectOwn, payAtSandbox, payUnheardOf, refund } from './providers.js';
import { PROVIDERS, type Provider } from './sandbox.js';
import { importTaobaoPack, undoTaobaoPack } from './taobao.js';

/** Does one step of the journey and tells what it was. */
export type Step = <T>(what: string, work: () => Promise<T>) => Promise<T>;

/** The main job from sign-up to paid order and what follows, through the public doors of one host. @throws {Error} on any difference */
export async function journey(host: string, step: Step, leaveUnpaid: boolean): Promise<void> {
  const run = randomBytes(3).toString('hex');
  const owner = await step('an agency signs up and makes an access token', () => signUp(host, run));
  const { door, agency } = owner;
  const blueprint = await step('a blueprint: a shop with a collection and cash on delivery', () => openBlueprint(door, agency, run));
  const shops = await step('three shops are opened from it at once', () => openShops(door, agency, blueprint, run));
  await step('a catalog file goes into all of them, its bad row is told', () => importCatalog(door, agency, shops, 'first'));
  await step('the same file again changes nothing', () => importCatalog(door, agency, shops, 'again'));
  const [shop, second, third] = shops as [Shop, Shop, Shop];
  await step('a Taobao pack is recognised, comes in, and shoppers find it', () => importTaobaoPack(door, agency, shop));
  await step('it is taken back: what it brought goes, the rest stays', () => undoTaobaoPack(door, shop));
  await step('a product is added by hand, and its stock set', () => addProduct(door, shop));
  const byHand = await step('a shopper fills a cart and orders it', () => order(door, host, shop));
  await step('the order is paid on delivery', () => payByHand(door, host, shop, byHand));
  await step('a Stripe account is connected, its endpoint made', () => connect(door, shop, { stripe: { secretKey: aStripeKey() } }));
  const online = await step('a second order is placed', () => order(door, host, shop));
  const page = await step('its payment starts: the buyer is led to Stripe', () => startOnline(host, shop, online, 'STRIPE'));
  await step('he pays; the signed callback settles the order', () => payOnline(host, shop, online, page));
  await step('mails went out once, and the events tell it in order', () => checkEffects(door, shop, [byHand, online]));
  const sandboxes = await eachProvider(door, host, step, second);
  await belowTheAgency(door, host, step, { agency, shop: third, wechatPay: sandboxes.WECHAT_PAY });
  if (leaveUnpaid) {
    const unpaid = await step('another order is left unpaid', () => order(door, host, shop));
    console.log(`\nOrder ${unpaid.number} of ${shop.handle} waits to be paid: ${host}/admin/s/${shop.id}/orders/${unpaid.id}`);
    console.log(`Sign in there as ${owner.email} with ${owner.password}, and pay it in a sandbox as its buyer would.`);
    console.log(`The token that shows it to its buyer: ${unpaid.token}`);
  }
}

const WORDS: Readonly<Record<Provider, string>> = { WECHAT_PAY: 'WeChat Pay', ALIPAY: 'Alipay', STRIPE: 'Stripe' };

/** The life of each provider's payments in one shop. Answers where each sandbox is. */
async function eachProvider(door: Door, host: string, step: Step, shop: Shop): Promise<Record<Provider, string>> {
  const sandboxes: Partial<Record<Provider, string>> = {};
  await step('the second shop: its buyers may pay at once, as it fits where they are', () => checkMethods(host, shop));
  await step('the product goes there too', () => addProduct(door, shop));
  let [captured, refunded] = [0, 0];
  for (const provider of PROVIDERS) {
    const name = WORDS[provider];
    const origin = await step(`${name}: an order is paid at the sandbox that came with the shop`, () =>
      payAtSandbox(door, host, shop, provider),
    );
    await step(`${name}: an account of the shop's own takes its place`, () => connectOwn(door, shop, provider, origin));
    const placed = await step(`${name}: an order is paid unheard of; asking settles it`, () => payUnheardOf(door, host, shop, provider));
    await step(`${name}: a piece goes back, then the rest; the money follows`, () => refund(door, host, shop, placed));
    captured += 2 * fen(placed.total);
    refunded += fen(placed.total);
    sandboxes[provider] = origin;
  }
  await step("the shop's books tell all of it and come to zero", () => checkBooks(door, shop, { captured, refunded }));
  return sandboxes as Record<Provider, string>;
}

/** A shop that has no account of its own is taken on below its agency. */
async function belowTheAgency(
  door: Door,
  host: string,
  step: Step,
  { agency, shop, wechatPay }: { agency: string; shop: Shop; wechatPay: string },
): Promise<void> {
  await step('the agency connects as WeChat Pay service provider and Stripe platform', () => connectPlatforms(door, agency, wechatPay));
  await step('WeChat Pay takes the third shop on: application, signature, account', () => takeOnAtWechatPay(door, agency, shop));
  await step('Stripe takes it on, on its own page', () => takeOnAtStripe(door, host, shop));
  await step('the product goes there too', () => addProduct(door, shop));
  const paid = await step('an order is paid below the agency at WeChat Pay, to be shared out', () =>
    payBelow(door, host, shop, 'WECHAT_PAY'),
  );
  await step('another at Stripe, with the application fee', () => payBelow(door, host, shop, 'STRIPE'));
  await step('statements of shop and agency come as CSV and PDF', () => readStatements(door, agency, shop, paid.number));
}

import { z } from 'zod';
import { getOrder, type Order, orderId } from '#commerce/orders/index.js';
import { config } from '#platform/config.js';
import { UserError } from '#platform/errors.js';
import { type ShopContext, shopId } from '#tenants/index.js';
import { PROVIDERS } from './account.model.js';
import { methodsForOrder, type OfferedMethod } from './methods.js';
import { METHODS, type Method } from './payment.model.js';
import type { Action } from './provider.js';
import { startPaymentOf } from './start.js';

export const SandboxPayment = z.strictObject({ provider: z.enum(PROVIDERS), method: z.enum(METHODS).nullish() });
export type SandboxPayment = z.infer<typeof SandboxPayment>;

/** The ways that end in a page which any browser opens. */
const PAGES: readonly (Method | null)[] = ['NATIVE', 'PAGE', 'CHECKOUT'];

/** How a test shop's people can play the buyer of an order; none in a live shop, and none where nothing is left to pay. */
export async function sandboxWaysOf(shop: ShopContext, order: Order): Promise<OfferedMethod[]> {
  if (shop.mode !== 'TEST') return [];
  return (await methodsForOrder(shop, order, 'DESKTOP')).filter(({ method }) => PAGES.includes(method));
}

/**
 * Begins to pay an order of a test shop as its buyer would, or goes on with that, and answers the page to pay it on; null where there
 * is none.
 * @throws {NotFound} @throws {UserError} PAYMENT_METHOD_UNAVAILABLE, ORDER_NOT_PAYABLE @throws {ProviderError}
 */
export async function payInSandbox(
  shop: ShopContext,
  id: string,
  { provider, method }: SandboxPayment,
): Promise<{ order: Order; url: string | null }> {
  const order = await getOrder(shop, id);
  if (shop.mode !== 'TEST')
    throw new UserError('PAYMENT_METHOD_UNAVAILABLE', 'The shop is live: its buyers alone pay its orders', ['order']);
  const returnUrl = `${config().publicUrl}/admin/s/${shopId.encode(shop.shopId)}/orders/${orderId.encode(order._id)}`;
  const { action } = await startPaymentOf(shop, order, { provider, method: method ?? null, place: 'DESKTOP', returnUrl });
  return { order: await getOrder(shop, id), url: pageOf(action) };
}

/** A sandbox's QR code holds the address of a page. */
function pageOf(action: Action | null): string | null {
  if (action?.kind === 'RedirectAction') return action.url;
  return action?.kind === 'QrCodeAction' && /^https?:/.test(action.content) ? action.content : null;
}

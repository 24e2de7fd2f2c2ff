import { isIP, isIPv6 } from 'node:net';
import type { Request } from 'express';
import { placeOf } from '#commerce/payments/index.js';
import { config } from '#platform/config.js';
import { authenticate, openStorefront, type ShopContext } from '#tenants/index.js';
import { AdminRequest, ShopRequest } from './graphql/request.js';
import { languageOf } from './language.js';
import { requestIdOf } from './request-id.js';
import { sessionCookie } from './session-cookie.js';

/** Who asks the admin API: from the bearer token or the session's cookie, or nobody. */
export async function adminRequest(request: Request): Promise<AdminRequest> {
  const [, bearer] = /^Bearer\s+(\S{10,200})$/i.exec(request.headers.authorization ?? '') ?? [];
  const token = bearer ?? sessionCookie.of(request);
  const caller = token ? await authenticate(token) : null;
  const [address, locale, keeper] = [clientAddress(request), languageOf(request) ?? 'en', sessionCookie.keeper(request)];
  const client = { userAgent: request.get('user-agent') ?? '', address: payerAddress(request) ?? '' };
  return new AdminRequest(requestIdOf(request), address, locale, caller, keeper, client);
}

/** Which shop a shopper is in: from the header, or from the host. */
export async function shopRequest(request: Request): Promise<ShopRequest> {
  const name = request.get('shopyard-shop') ?? handleInHost(request.hostname);
  const requestId = requestIdOf(request);
  const shop = name && name.length <= 100 ? await openStorefront(name, { requestId, locale: languageOf(request) }) : null;
  const place = placeOf(request.get('user-agent') ?? '', request.get('referer') ?? '');
  return new ShopRequest(requestId, clientAddress(request), shop, place, payerAddress(request), languageOf(request));
}

/** The shop whose own host is called; null for every other host. */
export async function shopOfHost(request: Request): Promise<ShopContext | null> {
  const name = handleInHost(request.hostname);
  return name ? openStorefront(name, { requestId: requestIdOf(request), locale: languageOf(request) }) : null;
}

/** `{handle}.SHOPS_DOMAIN` → handle. */
function handleInHost(host: string | undefined): string | null {
  const suffix = `.${config().SHOPS_DOMAIN}`;
  if (!host?.endsWith(suffix)) return null;
  const handle = host.slice(0, -suffix.length);
  return handle && !handle.includes('.') ? handle : null;
}

/** The client's address in full; null where there is none. As trustworthy as TRUST_PROXY: each proxy adds the address it was called from. */
export function payerAddress({ ip = '' }: Request): string | null {
  const plain = ip.split('%')[0]!;
  const address = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1] ?? plain;
  return isIP(address) ? address : null;
}

/** An IPv6 client owns a /64: counting its single addresses would count nothing. */
export function clientAddress(request: Request): string {
  const ip = payerAddress(request) ?? 'unknown';
  if (!isIPv6(ip)) return ip;
  const [head = '', tail] = ip.split('::');
  const groups = head.split(':').filter(Boolean);
  const after = tail === undefined ? [] : tail.split(':').filter(Boolean);
  const full = tail === undefined ? groups : [...groups, ...Array<string>(8 - groups.length - after.length).fill('0'), ...after];
  return `${full
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

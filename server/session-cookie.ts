import type { Request } from 'express';
import { config } from '#platform/config.js';

const A_MONTH_S = 30 * 86_400;

const isSecure = (): boolean => config().publicUrl.startsWith('https:');
/** With TLS no other host, and no page without TLS, can plant one under this name. */
const nameOf = (): string => (isSecure() ? '__Host-shopyard_session' : 'shopyard_session');

/**
 * The session of a browser. No script reads the cookie, no other site's request carries it, and one that came along with a request from
 * another origin is not looked at.
 */
export const sessionCookie = {
  /** The token in a request's cookie; undefined where there is none, or the request was not made by a page of ours. */
  of(request: Request): string | undefined {
    const { cookie } = request.headers;
    if (!cookie || !isOurs(request)) return undefined;
    return new RegExp(`(?:^|;\\s*)${nameOf()}=([\\w-]{10,200})`).exec(cookie)?.[1];
  },

  /** For a request that wants its session as a cookie: header `Shopyard-Session: cookie`. */
  keeper(request: Request): ((token: string | null) => void) | null {
    if (request.get('shopyard-session') !== 'cookie' || !isOurs(request)) return null;
    return (token) =>
      void request.res?.cookie(nameOf(), token ?? '', {
        httpOnly: true,
        sameSite: 'strict',
        secure: isSecure(),
        path: '/',
        maxAge: token ? A_MONTH_S * 1000 : 0,
      });
  },
};

/** Browsers say where a request comes from, and no page can make them say otherwise. Old ones, and those without TLS, name the origin alone. */
function isOurs(request: Request): boolean {
  const site = request.get('sec-fetch-site');
  if (site) return site === 'same-origin' || site === 'none';
  const { origin, host } = request.headers;
  if (!origin || !URL.canParse(origin)) return false;
  return origin === new URL(config().publicUrl).origin || new URL(origin).host === host;
}
